/** What `check` runs: by default the scenarios that answer what people ask, within some seconds; with `--all` the rest too. */
import type { Scenario } from '../model/index.ts'

export const askedOf = (scenarios: readonly Scenario[], all: boolean): readonly Scenario[] =>
  scenarios.filter(({ check }) => check === 'default' || (all && check === 'all'))

/** Those that only `--all` runs. */
export const leftOut = (scenarios: readonly Scenario[]): readonly Scenario[] =>
  scenarios.filter(({ check }) => check === 'all' || check === 'separate')
