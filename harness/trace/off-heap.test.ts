import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import type { Trace } from '../model/index.ts'
import { packed } from './off-heap.ts'

const traceOf = (n: number): Trace => ({
  schema: 3,
  kind: 'route',
  cell: `cell-${n}`,
  question: 'q',
  scenario: 'delivery',
  scenarioVersion: 1,
  axes: {},
  route: [{ proxy: 'nginx', profile: 'defaults', build: 'b', version: '1', profileDigest: '', replaced: [] }],
  runtime: 'local',
  earlierTries: 0,
  startedAt: '2026-01-02T03:04:05.000Z',
  settings: { timers: [] },
  facts: [{ side: 'harness', t: n, fact: 'act', name: 'é\u2028', detail: { n } }],
  outcome: { state: 'complete' },
  took: 1,
})

test('a packed trace is the same trace, however many are read in between', () => {
  const traces = Array.from({ length: 40 }, (_, n) => traceOf(n))
  const all = traces.map(packed)
  for (const _round of [1, 2]) expect(all).toEqual(traces)
})

test('facts that are read over and over are parsed once', () => {
  const trace = packed(traceOf(1))
  expect(trace.facts).toBe(trace.facts)
})

test('a packed trace keeps nothing but its compressed text', () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const buffered = (): number => {
    gc()
    // The second one waits until the first one has freed its buffers.
    gc()
    return process.memoryUsage().arrayBuffers
  }
  const many = 200
  const facts = Array.from({ length: 300 }, (_, n) => traceOf(n).facts).flat()
  const before = buffered()
  const traces = Array.from({ length: many }, (_, n) => packed({ ...traceOf(n), facts }))
  const each = (buffered() - before) / many
  expect(traces).toHaveLength(many)
  expect(each).toBeLessThan(JSON.stringify(facts).length / 4)
})
