/** Configurations × scenarios: the worst level of each pair, with all fronts and with each alone. Pure. */
import type { CellVerdict, Grade } from '../../../../harness/model/index.ts'
import { GRADES, gradeOf, isNews, type Level, levelForGrade, levelOfCell, rankOf, worse } from './outcome.ts'
import type { ShownProfile, ShownReport } from './unpack-report.ts'

export interface Row {
  readonly profile: ShownProfile
  /** `nginx/defaults` */
  readonly key: string
  readonly cells: ReadonlyMap<string, readonly CellVerdict[]>
  /** Lower case: what the text filter searches, as its label says it. */
  readonly words: string
  /** Findings that are not as expected. */
  readonly unexpected: number
}

/** Cells that count: what is equivalent on the wire to another would count twice. */
const isCounted = (cell: CellVerdict): boolean => cell.sameAs === undefined

const groupOf = ({ proxy, profile, build, runtime }: CellVerdict | ShownProfile): string =>
  `${proxy}/${profile}@${build}@${runtime}`

/** By product, then worst first. */
export function rowsOf({ profiles, cells }: ShownReport): Row[] {
  const groups = Map.groupBy(cells, groupOf)
  const rows = profiles.map((profile) => rowOf(profile, groups.get(groupOf(profile)) ?? []))
  const products = [...new Set(profiles.map(({ proxy }) => proxy))].sort((a, b) =>
    isChain(a) ? 1 : isChain(b) ? -1 : 0,
  )
  const weights = new Map(rows.map((row) => [row, weightOf(row)]))
  return rows.sort(
    (a, b) =>
      products.indexOf(a.profile.proxy) - products.indexOf(b.profile.proxy) ||
      (weights.get(b) ?? 0) - (weights.get(a) ?? 0) ||
      a.key.localeCompare(b.key),
  )
}

const isChain = (proxy: string): boolean => proxy === 'chain'

function rowOf(profile: ShownProfile, cells: readonly CellVerdict[]): Row {
  const findings = cells.flatMap((cell) => cell.findings)
  const said = findings.flatMap(({ criterion, outcome, observed, actual, expectation }) =>
    outcome === 'fail' ? [criterion, observed, actual, expectation?.reason ?? ''] : [],
  )
  const key = `${profile.proxy}/${profile.profile}`
  const { title, why, headline, innate, build, grade, texts } = profile
  const all = [key, title, why, headline, innate, build, grade, ...new Set(said), ...texts.map(({ text }) => text)]
  return {
    profile,
    key,
    cells: Map.groupBy(cells.filter(isCounted), ({ scenario }) => scenario),
    words: all.join(' ').toLowerCase(),
    unexpected: findings.filter(isNews).length,
  }
}

/** The grade first; then the number of scenarios that fail. */
function weightOf(row: Row): number {
  const levels = [...row.cells.values()].map((cells) => cells.map(levelOfCell).reduce(worse, 'none'))
  const count = (level: Level): number => levels.filter((one) => one === level).length
  const grade = GRADES.length - GRADES.indexOf(row.profile.grade)
  return grade * 10_000 + count('fail') * 100 + count('warn')
}

export interface Heat {
  readonly grade: Grade
  /** By the position of the scenario; undefined where it was not tested. */
  readonly levels: readonly (Level | undefined)[]
}

/** @param front '' for all */
export function heatOf(row: Row, scenarios: readonly string[], front: string): Heat {
  const shown = scenarios.map((scenario) =>
    (row.cells.get(scenario) ?? []).filter(({ axes }) => front === '' || axes.front === front),
  )
  const levels = shown.map((cells) => (cells.length === 0 ? undefined : cells.map(levelOfCell).reduce(worse, 'none')))
  return { grade: front === '' ? row.profile.grade : gradeOf(shown.flat().map(levelForGrade)), levels }
}

/** The most important test case of a scenario. */
export function worstCell(cells: readonly CellVerdict[]): CellVerdict | undefined {
  return cells.toSorted((a, b) => rankOf(levelOfCell(a)) - rankOf(levelOfCell(b)))[0]
}
