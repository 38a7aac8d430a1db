/** The test cases of a configuration's variant, named by the question without product and profile. Pure. */
import { controlCell, ofEveryProfile, plan } from '../../matrix/plan.ts'
import type { BuildFacts, Cell, Profile, RuntimeId, Scenario } from '../../model/index.ts'

/** Value of the axis `front`. */
const PLAIN = 'h1'

export interface PlannedCell {
  readonly cell: Cell
  readonly control: Cell
}

/** `delivery/chunked/60/h1` for `nginx/check/delivery/chunked/60/h1`. */
export const tailOf = ({ question }: Pick<Cell, 'question'>): string => question.split('/').slice(2).join('/')

/** @param axes axis name → values to run, e.g. the fronts of the route */
export function plannedCells(
  profile: Profile,
  build: BuildFacts,
  scenarios: readonly Scenario[],
  axes: Readonly<Record<string, readonly string[]>>,
  runtime: RuntimeId,
): ReadonlyMap<string, PlannedCell> {
  const found = new Map<string, PlannedCell>()
  for (const scenario of scenarios) {
    const own = Object.fromEntries(Object.entries(axes).flatMap(([name, values]) => chosen(scenario, name, values)))
    const { cells } = plan({
      scenarios: [ofEveryProfile(scenario)],
      profiles: [profile],
      builds: [build],
      runtime,
      axes: own,
    })
    for (const cell of cells) {
      const control = controlCell(scenario, cell.axes, runtime)
      found.set(tailOf(cell), { cell: { ...cell, scenario }, control })
    }
  }
  return found
}

/** A scenario without any of the requested values runs the cleartext one; a scenario without that value is not applicable to this route. */
function chosen(scenario: Scenario, name: string, wanted: readonly string[]): [string, readonly string[]][] {
  const all = scenario.axes[name]
  if (all === undefined) return []
  const some = all.filter((value) => wanted.includes(value))
  return [[name, some.length > 0 ? some : all.filter((value) => value === PLAIN)]]
}
