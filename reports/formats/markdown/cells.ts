/** Groups test cases by profile and criterion, and names the conditions under which something was observed. Pure. */
import type { CellVerdict, CriterionVerdict, Report } from '../../../harness/model/index.ts'
import { link } from './text.ts'

/** A finding with its test case. */
export interface Seen {
  readonly cell: CellVerdict
  readonly finding: CriterionVerdict
}

/** `<proxy>/<profile>`. */
export function profileKey({ proxy, profile }: { readonly proxy: string; readonly profile: string }): string {
  return `${proxy}/${profile}`
}

/** Path from the report to the page of a profile. @param key see `profileKey` */
export const pageOf = (key: string): string => `profiles/${key.replace(/[^\w.-]+/g, '-')}.md`

/** The report with paths for pages, which are one folder deeper. */
export function inPages(report: Report): Report {
  const deeper = (path: string): string => (path === '' ? '' : `../${path}`)
  const cellIn = (cell: CellVerdict): CellVerdict => ({ ...cell, trace: deeper(cell.trace) })
  return {
    ...report,
    cells: report.cells.map(cellIn),
    controls: report.controls.map(cellIn),
    profiles: report.profiles.map((one) => ({ ...one, evidence: deeper(one.evidence) })),
  }
}

/**
 * Link to the page of a scenario. Runs lie at `reports/<kind>/<run>/` in the tree, so that the link works on disk and on a Git host.
 * @param folders between the page and the run's folder
 */
export const questionLink = (scenario: string, text: string, folders = 0): string =>
  link(text, `${'../'.repeat(3 + folders)}scenarios/${scenario}/README.md`)

/** Findings of all test cases, without those that are equivalent to another. */
export function seenIn(cells: readonly CellVerdict[]): Seen[] {
  return cells
    .filter((cell) => cell.sameAs === undefined)
    .flatMap((cell) => cell.findings.map((finding) => ({ cell, finding })))
}

/** What distinguishes `some` test cases from `all`: `origin close-delimited, front h1 or h2`; '' if they are all. */
export function whereSeen(some: readonly CellVerdict[], all: readonly CellVerdict[]): string {
  if (some.length >= all.length) return ''
  const places = some.map(coordinates)
  const everywhere = all.map(coordinates)
  const names = [...new Set(everywhere.flatMap((place) => Object.keys(place)))]
  const narrowing = names.flatMap((name) => {
    const values = [...new Set(places.map((place) => place[name] ?? '–'))]
    return values.length < new Set(everywhere.map((place) => place[name] ?? '–')).size ? [{ name, values }] : []
  })
  const meeting = everywhere.filter((place) =>
    narrowing.every(({ name, values }) => values.includes(place[name] ?? '–')),
  )
  const words = narrowing.map(({ name, values }) => `${name} ${values.join(' or ')}`)
  const share = meeting.length === some.length ? [] : [`${some.length} of ${meeting.length} test cases`]
  return [...words, ...share].join(', ')
}

/** What distinguishes test cases of one profile and scenario. */
function coordinates(cell: CellVerdict): Readonly<Record<string, string>> {
  return { ...cell.axes, build: cell.build, runtime: cell.runtime }
}

/** Name of a test case among its siblings: its axis values, and build and runtime if the siblings differ in them. */
export function cellName(cell: CellVerdict, siblings: readonly CellVerdict[]): string {
  const builds = new Set(siblings.map((one) => one.build))
  const runtimes = new Set(siblings.map((one) => one.runtime))
  const parts = [...Object.values(cell.axes)]
  if (builds.size > 1) parts.push(cell.build)
  if (runtimes.size > 1) parts.push(cell.runtime)
  return parts.join(' / ') || cell.scenario
}

/** The control with the same scenario and axes; every control uses cleartext HTTP/1.1. */
export function controlOf(report: Report, cell: CellVerdict): CellVerdict | undefined {
  const same = (one: CellVerdict): boolean =>
    Object.entries(cell.axes).every(([name, value]) => name === 'front' || one.axes[name] === value)
  return report.controls.find((one) => one.scenario === cell.scenario && same(one))
}

/** Severity, to find the worst of several findings: higher is worse. */
export function badness({ outcome, kind }: CriterionVerdict): number {
  if (outcome === 'fail') return kind === 'required' ? 5 : kind === 'optimal' ? 4 : 3
  return outcome === 'noisy' ? 2 : outcome === 'not-applicable' ? 0 : 1
}
