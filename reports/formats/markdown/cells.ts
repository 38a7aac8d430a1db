/** Cells by profile and criterion, and in which of them something was seen. Pure. */
import type { CellVerdict, CriterionVerdict, Report } from '../../../harness/model/index.ts'
import { link } from './text.ts'

/** A finding with the cell that it was made in. */
export interface Seen {
  readonly cell: CellVerdict
  readonly finding: CriterionVerdict
}

/** `<proxy>/<profile>`. */
export function profileKey({ proxy, profile }: { readonly proxy: string; readonly profile: string }): string {
  return `${proxy}/${profile}`
}

/** From the report: the page of a profile. @param key see `profileKey` */
export const pageOf = (key: string): string => `profiles/${key.replace(/[^\w.-]+/g, '-')}.md`

/** The report as the pages see it, which lie a folder deeper. */
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

/** The page that says what a scenario asks and how it judges; a leading slash is looked for from the repository's top. */
export const questionLink = (scenario: string, text: string): string => link(text, `/scenarios/${scenario}/README.md`)

/** Findings of cells that say something of their own: those that are the same as another one are left out. */
export function seenIn(cells: readonly CellVerdict[]): Seen[] {
  return cells
    .filter((cell) => cell.sameAs === undefined)
    .flatMap((cell) => cell.findings.map((finding) => ({ cell, finding })))
}

/** Where `some` of the cells stand apart from `all`: `origin close-delimited, front h1 or h2`; '' when they are all. */
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
  const share = meeting.length === some.length ? [] : [`${some.length} of ${meeting.length} cells`]
  return [...words, ...share].join(', ')
}

/** What tells cells of one profile and scenario apart. */
function coordinates(cell: CellVerdict): Readonly<Record<string, string>> {
  return { ...cell.axes, build: cell.build, runtime: cell.runtime }
}

/** One cell in a list of its siblings: its axis values, and the build and runtime where the siblings differ in them. */
export function cellName(cell: CellVerdict, siblings: readonly CellVerdict[]): string {
  const builds = new Set(siblings.map((one) => one.build))
  const runtimes = new Set(siblings.map((one) => one.runtime))
  const parts = [...Object.values(cell.axes)]
  if (builds.size > 1) parts.push(cell.build)
  if (runtimes.size > 1) parts.push(cell.runtime)
  return parts.join(' / ') || cell.scenario
}

/** The control with the same scenario and axes; every control talks HTTP/1.1 in the clear. */
export function controlOf(report: Report, cell: CellVerdict): CellVerdict | undefined {
  const same = (one: CellVerdict): boolean =>
    Object.entries(cell.axes).every(([name, value]) => name === 'front' || one.axes[name] === value)
  return report.controls.find((one) => one.scenario === cell.scenario && same(one))
}

/** How bad a finding is, for the worst of several: higher is worse. */
export function badness({ outcome, kind }: CriterionVerdict): number {
  if (outcome === 'fail') return kind === 'required' ? 5 : kind === 'optimal' ? 4 : 3
  return outcome === 'noisy' ? 2 : outcome === 'not-applicable' ? 0 : 1
}
