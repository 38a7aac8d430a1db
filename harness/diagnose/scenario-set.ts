/** What `check` runs: by default the scenarios that answer what people ask, within some seconds; with `--all` the rest too. */
import type { Front, Scenario } from '../model/index.ts'
import { FRONT_AXIS_WORDS } from './report/fronts.ts'

export const askedOf = (scenarios: readonly Scenario[], all: boolean): readonly Scenario[] =>
  all ? scenarios.filter(({ check }) => check === 'default' || check === 'all') : scenarios.flatMap(byDefault)

const byDefault = (scenario: Scenario): readonly Scenario[] =>
  scenario.check === 'default' ? [{ ...scenario, axes: { ...scenario.axes, ...scenario.checkValues } }] : []

/** Those that only `--all` runs. */
export const leftOut = (scenarios: readonly Scenario[]): readonly Scenario[] =>
  scenarios.filter(({ check }) => check === 'all')

/**
 * Each scenario with the fronts of a route as its axis, whatever its own are: what a client gets may depend on TLS and HTTP/2 in every
 * one of them. One that is about HTTP/2 is left out where the route does not offer it.
 */
export function onFronts(scenarios: readonly Scenario[], fronts: readonly Front[]): readonly Scenario[] {
  return scenarios.flatMap((scenario) => {
    const front = scenario.needs.includes('http2') ? fronts.filter((one) => one === 'h2+tls') : fronts
    return front.length === 0
      ? []
      : [{ ...scenario, axes: { ...scenario.axes, front }, axisWords: { ...scenario.axisWords, ...FRONT_AXIS_WORDS } }]
  })
}
