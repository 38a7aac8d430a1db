/** Which test cases of a run belong to one of several machines. Pure: every machine computes the same split independently. */
import type { RouteCase, Shard } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { MS_OF_SCENARIO, OTHER_SCENARIO, PROCESSOR_MS } from './case-durations.ts'
import { routeNameOf } from './route-pool.ts'
import { poolOf, SLOTS } from './scheduler.ts'

const MAX_SHARDS = 1000

/** `2/4`: the second of four. @param where source of the text, for messages @throws SseCompatError `bad-option` */
export function readShard(text: string, where: string): Shard {
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number)
  if (isShard({ index, count })) return { index, count }
  throw new SseCompatError('bad-option', `${where} takes <number>/<of how many>, not "${text}"`, {
    advice: 'For example 1/4, for the first of four machines.',
  })
}

/** A file may say anything of itself. */
export const isShard = ({ index, count }: Shard): boolean =>
  [index, count].every(Number.isInteger) && index >= 1 && index <= count && count <= MAX_SHARDS

export const shardName = ({ index, count }: Shard): string => `${index}/${count}`

/** Share of a machine's time that a test case takes: its CPU time, and its duration divided by the slots of its pool. */
function weightOf(cell: RouteCase): number {
  const took = MS_OF_SCENARIO[cell.scenario.id] ?? OTHER_SCENARIO
  return PROCESSOR_MS + took / SLOTS[poolOf(cell)]
}

/**
 * Test cases of one route stay together, so that the route starts on one machine only. The heaviest route goes to the machine
 * with the smallest load so far, then the next; of equal ones, the first in the plan.
 */
export function shardOf(cells: readonly RouteCase[], { index, count }: Shard): RouteCase[] {
  const routes = [...Map.groupBy(cells, routeNameOf).values()].map((group) => ({
    group,
    weight: group.reduce((sum, cell) => sum + weightOf(cell), 0),
  }))
  const loads = Array.from({ length: count }, () => 0)
  const mine = new Set<RouteCase>()
  for (const { group, weight } of routes.toSorted((a, b) => b.weight - a.weight)) {
    const lightest = loads.indexOf(Math.min(...loads))
    loads[lightest] = (loads[lightest] ?? 0) + weight
    if (lightest === index - 1) for (const cell of group) mine.add(cell)
  }
  // In the plan's order.
  return cells.filter((cell) => mine.has(cell))
}

/** The shard from the environment: `SSE_COMPAT_SHARD`, or for a Kubernetes Indexed Job its index and `SSE_COMPAT_SHARDS`. */
export function shardFrom(env: Readonly<Record<string, string | undefined>>): Shard | undefined {
  const { SSE_COMPAT_SHARD: named, JOB_COMPLETION_INDEX: at, SSE_COMPAT_SHARDS: of } = env
  if (named !== undefined && named !== '') return readShard(named, 'SSE_COMPAT_SHARD')
  if (at === undefined || of === undefined || of === '') return undefined
  return readShard(`${Number(at) + 1}/${of}`, 'JOB_COMPLETION_INDEX with SSE_COMPAT_SHARDS')
}
