import { expect, test } from 'vitest'
import { build, profileOf } from '../../proxies/faulty/adapter.ts'
import { scenario as delivery } from '../../scenarios/delivery/scenario.ts'
import { scenario as heartbeat } from '../../scenarios/heartbeat/scenario.ts'
import { scenario as reload } from '../../scenarios/reload/scenario.ts'
import { plan } from '../matrix/plan.ts'
import { routeNameOf } from './route-pool.ts'
import { readShard, shardFrom, shardOf } from './shards.ts'

const profiles = Array.from({ length: 7 }, (_, n) => ({ ...profileOf(), id: `p${n}` }))
const scenarios = [delivery, heartbeat, reload]
const { cells } = plan({ scenarios, profiles, builds: [build], runtime: 'local' })
const split = (count: number) => Array.from({ length: count }, (_, n) => shardOf(cells, { index: n + 1, count }))

test.for([1, 2, 3, 8, 32, 500])(
  'of %i machines each test case runs on exactly one, and a running route on one',
  (count) => {
    const shards = split(count)
    expect(
      shards
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(cells.map(({ id }) => id).sort())
    const routes = shards.map((shard) => new Set(shard.map(routeNameOf)))
    expect(routes.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(cells.map(routeNameOf)).size)
  },
)

test('the split depends on the plan alone, and is even', () => {
  expect(shardOf(cells, { index: 2, count: 3 })).toEqual(shardOf([...cells], { index: 2, count: 3 }))
  const sizes = split(4).map(({ length }) => length)
  expect(Math.max(...sizes)).toBeLessThan(2 * Math.min(...sizes))
})

test.for([
  ['1/4', { index: 1, count: 4 }],
  ['12/12', { index: 12, count: 12 }],
] as const)('%s is a shard', ([text, shard]) => expect(readShard(text, '--shard')).toEqual(shard))

test.for(['0/4', '5/4', '1/0', '1', '1/4/2', 'a/b', '', '-1/4', '1.5/4', '1/99999'])('%s is none', (text) => {
  expect(() => readShard(text, '--shard')).toThrow(`--shard takes <number>/<of how many>, not "${text}"`)
})

test('the environment names a shard by itself, or as Kubernetes does', () => {
  expect(shardFrom({})).toBeUndefined()
  expect(shardFrom({ SSE_COMPAT_SHARD: '3/4' })).toEqual({ index: 3, count: 4 })
  expect(shardFrom({ JOB_COMPLETION_INDEX: '0', SSE_COMPAT_SHARDS: '8' })).toEqual({ index: 1, count: 8 })
  // Other kinds of Job have an index as well: without the number of shards it is ignored.
  expect(shardFrom({ JOB_COMPLETION_INDEX: '0' })).toBeUndefined()
  expect(() => shardFrom({ JOB_COMPLETION_INDEX: '8', SSE_COMPAT_SHARDS: '8' })).toThrow('SSE_COMPAT_SHARDS')
})
