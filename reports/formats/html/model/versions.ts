/** The builds that ran, and the criteria whose result is not the same on all builds of a product. Pure. */
import type { CellVerdict, CriterionVerdict, Grade } from '../../../../harness/model/index.ts'
import type { Row } from './heat-map.ts'
import { GRADES, type Level, levelOfFinding, rankOf } from './outcome.ts'
import type { ShownReport } from './unpack-report.ts'

export interface BuildTotals {
  readonly id: string
  readonly product: string
  readonly version: string
  readonly origin: string
  readonly grades: Readonly<Record<Grade, number>>
}

/** A chain counts for none of its builds: each combination has a row of its own. */
export function buildTotals({ environment }: ShownReport, rows: readonly Row[]): BuildTotals[] {
  const { builds } = environment
  const chains = [...new Set(rows.flatMap(({ profile }) => (profile.proxy === 'chain' ? [profile.build] : [])))]
  const combined = chains.map((id) => {
    const hops = id.split('+').map((hop) => builds.find((build) => build.id === hop))
    const version = hops.map((hop) => (hop === undefined ? '?' : `${hop.product} ${hop.version}`)).join(' + ')
    const origin = [...new Set(hops.flatMap((hop) => hop?.origin ?? []))].join(' + ')
    return { id, product: 'chains of both', version, origin }
  })
  return [...builds, ...combined].map((build) => {
    const own = rows.filter(({ profile }) => profile.build === build.id)
    const count = (grade: Grade): number => own.filter(({ profile }) => profile.grade === grade).length
    const grades = Object.fromEntries(GRADES.map((grade) => [grade, count(grade)])) as Record<Grade, number>
    return { ...build, grades }
  })
}

export interface Change {
  readonly product: string
  readonly criterion: string
  /** Profiles with the same results. */
  readonly profiles: readonly string[]
  /** By the position of the build in `buildsOf`; undefined where it was not tested. */
  readonly results: readonly ({ readonly level: Level; readonly observed: string } | undefined)[]
}

/** Builds of a product, lowest version first. */
export function buildsOf({ environment }: ShownReport, product: string): string[] {
  return environment.builds
    .filter((build) => build.product === product)
    .toSorted((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }) || a.id.localeCompare(b.id))
    .map(({ id }) => id)
}

export function changesBetween(report: ShownReport, product: string): Change[] {
  const builds = buildsOf(report, product)
  if (builds.length < 2) return []
  const cells = report.cells.filter(({ proxy, outcome }) => proxy === product && outcome.state === 'complete')
  const seen = cells.flatMap((cell) => cell.findings.map((finding) => ({ cell, finding })))
  const groups = Map.groupBy(seen, ({ cell, finding }) => `${cell.profile} ${finding.criterion}`)
  const changes = [...groups.values()].flatMap((group): Change[] => {
    const [first] = group
    const results = builds.map((build) => worstOn(group, build))
    const said = results.flatMap((one) =>
      one === undefined || one.level === 'none' || one.level === 'unclear' ? [] : [one.observed],
    )
    if (first === undefined || new Set(said).size < 2) return []
    return [{ product, criterion: first.finding.criterion, profiles: [first.cell.profile], results }]
  })
  const alike = Map.groupBy(changes, ({ criterion, results }) => JSON.stringify([criterion, results]))
  return [...alike.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ ...first, profiles: [first, ...rest].flatMap(({ profiles }) => profiles) }],
  )
}

type Seen = { readonly cell: CellVerdict; readonly finding: CriterionVerdict }

function worstOn(group: readonly Seen[], build: string): Change['results'][number] {
  const levels = group
    .filter(({ cell }) => cell.build === build)
    .map(({ finding }) => ({ level: levelOfFinding(finding), observed: finding.observed }))
  return levels.toSorted((a, b) => rankOf(a.level) - rankOf(b.level))[0]
}
