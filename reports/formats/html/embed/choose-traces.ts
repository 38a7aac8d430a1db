/**
 * Which traces the page contains. All of a large run would be some 10 MB, so those that show a failure come first, then one for
 * each profile and scenario, then the others, profile by profile, up to the limit. The rest is linked.
 */
import type { CellVerdict, Report, Trace } from '../../../../harness/model/index.ts'
import { compress } from './compress.ts'
import { packTraces } from './pack-traces.ts'

/** Not tried where the result would exceed the limit by this factor, if these traces were as large as those before. */
const SAFETY_FACTOR = 2

export interface Chunk {
  /** Test cases, in the order of the traces. */
  readonly cells: readonly string[]
  readonly content: string
}

/** @param room maximum number of characters of all chunks together */
export function chooseTraces(report: Report, traceOf: (cell: string) => Trace | undefined, room: number): Chunk[] {
  const chunks: Chunk[] = []
  let left = room
  let traces = 0
  for (const cells of groupsOf(report)) {
    // Reading and compressing what cannot fit would take most of the time of a large run.
    const usual = traces === 0 ? 0 : (room - left) / traces
    if (cells.length * usual > SAFETY_FACTOR * left) continue
    const found = cells.flatMap((cell) => traceOf(cell.cell) ?? []).filter(({ facts }) => facts.length > 0)
    if (found.length === 0) continue
    const content = compress(packTraces(found))
    // One that is too large is skipped, and later ones may still fit.
    if (content.length > left) continue
    left -= content.length
    traces += found.length
    chunks.push({ cells: found.map(({ cell }) => cell), content })
  }
  return chunks
}

function* groupsOf({ cells, controls }: Report): Iterable<readonly CellVerdict[]> {
  yield controls
  const profiles = [
    ...Map.groupBy(cells, (cell) => `${cell.proxy}/${cell.profile}@${cell.build}@${cell.runtime}`).values(),
  ]
  const first = profiles.map(representatives)
  yield* first
  for (const [index, all] of profiles.entries()) yield all.filter((cell) => first[index]?.includes(cell) === false)
}

/** Of each scenario: one test case for each failure, or else the first. @param cells of one profile */
export function representatives(cells: readonly CellVerdict[]): CellVerdict[] {
  const complete = cells.filter((cell) => cell.outcome.state === 'complete' && cell.sameAs === undefined)
  return [...Map.groupBy(complete, ({ scenario }) => scenario).values()].flatMap((ofScenario) => {
    const chosen = new Set<CellVerdict>()
    const shown = new Set<string>()
    for (const cell of ofScenario) {
      for (const { outcome, criterion, observed } of cell.findings) {
        const failure = `${criterion} ${observed}`
        if (outcome !== 'fail' || shown.has(failure)) continue
        shown.add(failure)
        chosen.add(cell)
      }
    }
    return chosen.size > 0 ? [...chosen] : ofScenario.slice(0, 1)
  })
}
