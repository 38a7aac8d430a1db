/** The scenarios that `check` runs: by default those that answer the usual questions within some seconds; with `--all` the others too. */
import type { CheckPurpose, Front, HeaderField, Scenario } from '../model/index.ts'
import { scenariosFor } from './purpose.ts'
import { FRONT_AXIS_WORDS } from './report/fronts.ts'

export interface Asked {
  readonly all: boolean
  readonly for?: CheckPurpose
  /** The proxy's clock can run fast. */
  readonly hasClock?: boolean
  /** What the user's application always sends. */
  readonly originHeader?: readonly HeaderField[]
}

export function askedOf(
  every: readonly Scenario[],
  { all, for: purpose, hasClock = false, originHeader = [] }: Asked,
): readonly Scenario[] {
  const own = every.map((scenario) => withOwnFields(scenario, originHeader))
  const scenarios = hasClock ? own.map(withClock) : own
  const general = all
    ? scenarios.filter(({ check }) => check === 'default' || check === 'all')
    : scenarios.flatMap(byDefault)
  if (purpose === undefined) return general
  const chosen = scenariosFor(purpose, scenarios, all)
  const isChosen = (id: string): boolean => chosen.some((one) => one.id === id)
  return all ? [...chosen, ...general.filter(({ id }) => !isChosen(id))] : chosen
}

const withClock = (scenario: Scenario): Scenario => ({
  ...scenario,
  checkValues: { ...scenario.checkValues, ...scenario.checkValuesWithClock },
})

/** The test upstream sends the user's value whatever the axis is: each value would be the same test case, under a name that is not true. */
function withOwnFields(scenario: Scenario, originHeader: readonly HeaderField[]): Scenario {
  const sent = originHeader.map(([name]) => name.toLowerCase())
  const fixed = Object.entries(scenario.axisFields ?? {}).flatMap(([axis, field]) =>
    sent.includes(field.toLowerCase()) ? [axis] : [],
  )
  if (fixed.length === 0) return scenario
  const entries = Object.entries(scenario.axes).map(([axis, values]) => [
    axis,
    fixed.includes(axis) ? values.slice(0, 1) : values,
  ])
  const words = Object.entries(scenario.axisWords).filter(([key]) => !fixed.some((axis) => key.startsWith(`${axis}=`)))
  const without = fixed.map((axis) => [`${axis}=${scenario.axes[axis]?.[0]}`, ''])
  return { ...scenario, axes: Object.fromEntries(entries), axisWords: Object.fromEntries([...words, ...without]) }
}

const byDefault = (scenario: Scenario): readonly Scenario[] =>
  scenario.check === 'default' ? [{ ...scenario, axes: { ...scenario.axes, ...scenario.checkValues } }] : []

/** The scenarios that only `--all` adds. */
export function leftOut(scenarios: readonly Scenario[], options: Pick<Asked, 'for'>): readonly Scenario[] {
  const now = new Set(askedOf(scenarios, { ...options, all: false }).map(({ id }) => id))
  return askedOf(scenarios, { ...options, all: true }).filter(({ id }) => !now.has(id))
}

/**
 * Replaces the axis `front` of each scenario by the route's fronts, because in every scenario the result may depend on TLS and
 * HTTP/2. A scenario about HTTP/2 is skipped where the route does not offer it.
 */
export function onFronts(scenarios: readonly Scenario[], fronts: readonly Front[]): readonly Scenario[] {
  return scenarios.flatMap((scenario) => {
    const front = scenario.needs.includes('http2') ? fronts.filter((one) => one === 'h2+tls') : fronts
    return front.length === 0
      ? []
      : [{ ...scenario, axes: { ...scenario.axes, front }, axisWords: { ...scenario.axisWords, ...FRONT_AXIS_WORDS } }]
  })
}
