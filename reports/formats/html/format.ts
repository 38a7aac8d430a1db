/** index.html: the run as a page for readers, in one file that opens from disk. */
import type { Format, Report } from '../../../harness/model/index.ts'
import { chooseTraces } from './embed/choose-traces.ts'
import { compress } from './embed/compress.ts'
import { packReport } from './embed/pack-report.ts'
import { dataBlock, pageAround } from './embed/page.ts'
import { NO_TEXTS, profileTexts } from './embed/profile-texts.ts'
import type { PackedPlaces } from './model/packed.ts'

/** Bytes. The verdicts are always in the page; traces as far as they fit. */
const LARGEST = 3_900_000
/** Characters around a block of data, and of the names of its traces. */
const BLOCK = 400
/** Traces are embedded in a large report too: those of the failures. */
const MIN_ROOM = 500_000

export const format: Format = {
  id: 'html',
  *render(report, traceOf, texts = NO_TEXTS) {
    const { before, after } = pageAround({ title: titleOf(report), summary: summaryOf(report) })
    const shown = profileTexts(report, traceOf, texts)
    const verdicts = compress(packReport(report, shown, texts.axisWordsOf))
    const room = Math.max(MIN_ROOM, LARGEST - before.length - after.length - verdicts.length)
    const chunks = chooseTraces(report, traceOf, room - BLOCK * report.profiles.length * 2)
    const places: PackedPlaces = chunks.map(({ cells }) => cells)
    const data = [verdicts, compress(places), ...chunks.map(({ content }) => content)]
    const blocks = data.map((content, index) => dataBlock(index, content))
    yield { path: 'index.html', content: [before, ...blocks, after].join('') }
  },
}

const titleOf = ({ profiles, environment }: Report): string => {
  const products = [...new Set(environment.builds.map(({ product, version }) => `${product} ${version}`))]
  return `Server-Sent Events through ${profiles.length} proxy configuration${profiles.length === 1 ? '' : 's'}: ${products.join(', ')}`
}

const summaryOf = ({ cells, environment }: Report): string => `${cells.length} test cases, ${environment.startedAt}`
