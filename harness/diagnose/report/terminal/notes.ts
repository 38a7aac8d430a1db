/** Further notes of a check: what was not tested, ineffective lines, alternatives. Pure. */
import { MARK } from '../../../redact/secret-shapes.ts'
import { unprovenPlace } from '../reached-place.ts'
import type { PrintedReport } from '../redacted.ts'
import type { MythReport, RouteReport } from '../report.ts'
import { isSkippedNote } from '../skipped-note.ts'
import { splitUnfinished } from '../unfinished-findings.ts'
import { cut, fewRows, rowsOf, type Screen } from './screen.ts'

export interface Note {
  /** '' for none. */
  readonly code: string
  readonly text: string
  /** The text where there is room for only one row. */
  readonly short?: string
  /** Each on rows of its own, below the text. */
  readonly items?: readonly string[]
}

/** Notes that may change the verdict come first. */
export const notesOfRoute = (route: RouteReport): readonly Note[] => [
  ...(route.grade === 'unknown' ? [{ code: 'unknown', text: route.headline }] : []),
  ...(route.broken ? [{ code: 'fault', text: 'a fault of sse-compat: some of it could not be tested' }] : []),
  ...route.untested.map((text) => ({ code: 'untested', text })),
  ...route.lacking.map((text) => ({ code: 'untested', text: `tested without ${text}` })),
  ...unprovenPlace(route).map((text) => ({
    code: 'place',
    text,
    short: text.replace(/:? the (?:line could|results).*/s, ''),
  })),
  ...route.undone.map((text) => ({ code: 'not-judged', text })),
  ...route.inconclusive.map(({ criterion, because }) => ({ code: 'inconclusive', text: `${criterion}: ${because}` })),
  ...route.myths.map(ineffective),
  ...alternatives(route),
]

export function notesOfCheck({ build, notes, originHeaders, redacted }: PrintedReport): readonly Note[] {
  const { unfinished, others } = splitUnfinished(notes)
  const texts = [
    ...originHeaders.map(([field, value]) => `the application sends ${field}: ${value} (--origin-header)`),
    ...(build.note === undefined ? [] : [build.note]),
    ...others.filter((note) => !isSkippedNote(note)),
    ...(redacted ? [`secrets are printed as ${MARK}; --show-secrets prints them`] : []),
  ]
  return [
    ...unfinished.map(({ route, findings }) => ({ code: 'unfinished', text: route, items: findings })),
    ...texts.map((text) => ({ code: '', text })),
  ]
}

const EFFECT: Readonly<Record<MythReport['without'], string>> = {
  same: ' (tested without it: no difference)',
  better: ' (tested without it: better)',
  worse: ' (tested without it: worse)',
  unknown: '',
}

function ineffective({ where, says, truth, without }: MythReport): Note {
  const line = `${where}: ${says.replace(/;$/, '')}`
  return { code: 'ineffective', text: `${line}: ${truth}${EFFECT[without]}`, short: line }
}

function alternatives({ narrower, application }: RouteReport): Note[] {
  return [
    ...(narrower === undefined
      ? []
      : [
          {
            code: 'narrower',
            text: `the change can be made for ${narrower.path} alone, which is verified too: --narrower prints and writes it`,
            short: `verified for ${narrower.path} alone, too: --narrower`,
          },
        ]),
    ...(application === undefined
      ? []
      : [
          {
            code: 'alternative',
            text: `${application.titles.join(', ')} (verified; where the configuration cannot be touched)`,
            short: application.titles.join(', '),
          },
        ]),
  ]
}

/** Maximum number of items of one note where there is little room. */
const FEW_ITEMS = 5

/** @param most maximum number of rows for each note, and for each of its items */
export function noteRows(note: Note, { columns, paint }: Screen, most: number): string[] {
  const { code, text, short = text, items = [] } = note
  const head = `${paint('cyan', 'note')}${code === '' ? '' : `[${code}]`}:`
  const shown = most > 1 || items.length <= FEW_ITEMS ? items : items.slice(0, FEW_ITEMS - 1)
  const below = [...shown, ...(shown.length < items.length ? [`… ${items.length - shown.length} more`] : [])]
  return [
    ...(most === 1
      ? [cut(`${head} ${short}`, columns)]
      : fewRows(rowsOf(`${head} ${text}`, columns, '', '  '), most, columns)),
    ...below.flatMap((item) => fewRows(rowsOf(item, columns, '  ', '    '), most, columns)),
  ]
}
