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
