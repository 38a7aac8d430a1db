/** Which test cases of a run start first: those that will probably last longest, so that none of them runs alone at the end. Pure. */
import type { Cell, Ms } from '../model/index.ts'
import { type Expectation, STATE } from '../verdict/expect/apply-expectations.ts'
import { matches } from '../verdict/expect/entry-conditions.ts'
import { MS_OF_SCENARIO, OTHER_SCENARIO } from './case-durations.ts'

/** A guess that changes no verdict. */
export type LastsOf = (cell: Cell) => Ms

/** Without expectations: as long as the scenario can last. */
export const atMost: LastsOf = ({ scenario }) => scenario.longest

/**
 * A test case that is expected to deviate usually waits for something that does not arrive, so it counts with the longest time
 * of its scenario; any other one with the mean of its scenario.
 * @param expectations product → its entries
 */
export function lastsByExpectation(expectations: Readonly<Record<string, readonly Expectation[]>>): LastsOf {
  return (cell) => {
    const { scenario } = cell
    if (cell.kind === 'route' && isToDeviate(expectations[cell.profile.proxy] ?? [], cell)) return scenario.longest
    return MS_OF_SCENARIO[scenario.id] ?? OTHER_SCENARIO
  }
}

function isToDeviate(entries: readonly Expectation[], cell: Extract<Cell, { kind: 'route' }>): boolean {
  const { profile, route, runtime, scenario, axes } = cell
  const build = route.map((hop) => hop.build.id).join('+')
  const facts = { proxy: profile.proxy, profile: profile.id, scenario: scenario.id, build, runtime, axes }
  const observed = new Map<string, string>()
  for (const { when, expect } of entries) {
    if (!matches(when, facts)) continue
    for (const [criterion, as] of Object.entries(expect)) observed.set(criterion, as)
  }
  // A configuration that the proxy refuses runs nothing.
  if (observed.has(STATE)) return false
  return [...observed].some(
    ([criterion, as]) => criterion.startsWith(`${scenario.id}/`) && as !== 'pass' && as !== 'not-applicable',
  )
}

export const longestFirst = <One extends Cell>(cells: readonly One[], lasts: LastsOf = atMost): One[] =>
  cells
    .map((cell) => ({ cell, time: lasts(cell) }))
    .toSorted((a, b) => b.time - a.time)
    .map(({ cell }) => cell)
