/** What a run skips where nothing is selected: the difference between everything and the quick set. Pure. */
import type { Scenario, Skipped } from '../model/index.ts'
import { type Choice, plan } from './plan.ts'

/** @param command the command that runs everything */
export function skippedBy(choice: Choice, command: string): Skipped {
  const casesOf = (quick: boolean): number => plan({ ...choice, quick }).cells.length
  return {
    cases: casesOf(false) - casesOf(true),
    scenarios: choice.scenarios.filter(({ quick }) => quick === undefined).map(({ id }) => id),
    narrowed: choice.scenarios.flatMap(narrowedOf),
    command,
  }
}

function narrowedOf({ id, axes, quick }: Scenario): Skipped['narrowed'] {
  if (quick === undefined) return []
  const narrowed = Object.entries(axes).flatMap(([axis, all]) => {
    const run = quick.values[axis] ?? all
    const skipped = all.filter((value) => !run.includes(value))
    return skipped.length === 0 ? [] : [{ axis, run, skipped }]
  })
  return narrowed.length === 0 ? [] : [{ scenario: id, axes: narrowed, why: quick.why }]
}
