/** The order in which the test cases of a run start: a few routes at a time, mixed, the long test cases first. Pure. */
import { createHash } from 'node:crypto'
import type { Cell, Ms } from '../model/index.ts'
import { type Expectation, STATE } from '../verdict/expect/apply-expectations.ts'
import { matches } from '../verdict/expect/entry-conditions.ts'
import { MS_OF_SCENARIO, OTHER_SCENARIO } from './case-durations.ts'
import { routeNameOf } from './route-pool.ts'

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

/**
 * The test cases of one running route, so that its proxies run in one worker; a control, which has no proxies, is a unit by itself.
 * The unit with the longest test case first, and those that report latencies last. In both groups controls come first: without its
 * control nothing is judged, neither for the report of a run in progress or interrupted, nor to see whether it has to run again.
 */
export function unitsOf(cells: readonly Cell[], lasts?: LastsOf): Cell[][] {
  const nameOf = (cell: Cell): string => (cell.kind === 'control' ? cell.id : routeNameOf(cell))
  const { control = [], route = [] } = Object.groupBy(longestFirst(cells, lasts), ({ kind }) => kind)
  const ordered = [...control, ...route]
  const some = (latencies: boolean): Cell[][] => [
    ...Map.groupBy(
      ordered.filter(({ scenario }) => (scenario.latencies === true) === latencies),
      nameOf,
    ).values(),
  ]
  return [...some(false), ...some(true)]
}

/** Among so many test cases that were added one after the other the order is random. */
const MIXED = 400
/** A long test case starts before all that were added up to so many places earlier. */
const LONG: Ms = 2500
const LONG_FIRST = 1000

/**
 * Place in the order in which test cases start; the lowest is the first. Those of one route are added one after the other, and are
 * mixed with those of a few others: many at once on one proxy would occupy all its threads, all of one kind would do the same at the
 * same time, and proxies whose turn has not come need not run yet.
 * @param added how many were added before
 */
export function placeOf({ id }: Cell, added: number, lasts: Ms): number {
  const random = createHash('sha1').update(id).digest().readUInt32LE() / 2 ** 32
  return added + MIXED * random - (lasts > LONG ? LONG_FIRST : 0)
}
