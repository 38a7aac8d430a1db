import { expect, test } from 'vitest'
import type { Finding, Scenario, Trace } from '../../harness/model/index.ts'
import { traceOf } from '../../harness/trace/trace.fixture.ts'
import { differences, foundIn } from './differences.ts'

const finding = (
  observed: string,
  measures: Finding['measures'] = {},
  outcome: Finding['outcome'] = 'fail',
): Finding => ({
  ...{ outcome, observed, expected: '', actual: observed, measures, evidence: [] },
})
const compared = (one: Finding, other: Finding): string[] => differences(new Map([['a', one]]), new Map([['a', other]]))
const of = (value: number, unit: 'ms' | 'bytes' | 'events' | 'ratio'): Finding => finding('x', { m: { value, unit } })

const forNobody = (value: number): Finding => finding('x', { 'sent for nobody': { value, unit: 'events' } })

test.for<[Finding, Finding, number]>([
  [finding('held'), finding('held'), 0],
  [finding('held'), finding('streamed'), 1],
  [finding('held'), finding('noisy', {}, 'noisy'), 1],
  [finding('noisy', {}, 'noisy'), finding('held'), 1],
  [finding('noisy', {}, 'noisy'), finding('noisy', {}, 'noisy'), 0],
  [of(4096, 'bytes'), finding('x'), 1],
  [finding('x'), of(4096, 'bytes'), 1],
  [of(4096, 'bytes'), of(4300, 'bytes'), 0],
  [of(4096, 'bytes'), of(4400, 'bytes'), 1],
  [of(3000, 'ms'), of(3299, 'ms'), 0],
  [of(100, 'ms'), of(340, 'ms'), 0],
  [of(3000, 'ms'), of(3400, 'ms'), 1],
  [of(1, 'events'), of(2, 'events'), 1],
  [of(0.4, 'ratio'), of(2.4, 'ratio'), 0],
  [forNobody(1), forNobody(3), 0],
  [forNobody(1), forNobody(4), 1],
])('%j beside %j', ([one, other, lines]) => {
  expect(compared(one, other)).toHaveLength(lines)
})

test('how many reads a burst took depends on the process that read', () => {
  const of = (key: string, reads: number) => new Map([[key, finding('x', { reads: { value: reads, unit: 'count' } })]])
  expect(differences(of('burst/h1/drain', 4), of('burst/h1/drain', 2))).toEqual([])
  expect(differences(of('other/h1/drain', 4), of('other/h1/drain', 2))).toHaveLength(1)
})

test('tokens after an abort are a time, one each 100 ms', () => {
  const of = (writes: number) =>
    new Map([['llm/a/h1/abort', finding('x', { writes: { value: writes, unit: 'events' } })]])
  expect(differences(of(1), of(2))).toEqual([])
  expect(differences(of(1), of(4))).toHaveLength(1)
})

test('how many of Apache’s threads serve streams varies; another product’s connections do not', () => {
  const of = (streams: number) =>
    new Map([['capacity/h1/streams', finding('exhausted', { streams: { value: streams, unit: 'count' } })]])
  expect(differences(of(400), of(393), ['nginx', 'apache'])).toEqual([])
  expect(differences(of(400), of(375), ['apache'])).toHaveLength(1)
  expect(differences(of(255), of(254), ['nginx'])).toHaveLength(1)
})

test('a test case that did not come to its end on one side is a difference, although it has no finding', () => {
  const scenario: Scenario = {
    ...{ id: 'made', version: 1, question: '', why: '', references: [], axes: { front: ['h1'] }, axisWords: {} },
    ...{ asks: 'every', needs: [], load: 'waiting', proxy: 'shared', longest: 1, stallTolerance: 500, check: 'never' },
    ...{ answers: {}, dependsOn: [], criteria: [], run: async () => {} },
  }
  const ended = (outcome: Trace['outcome']) =>
    foundIn(['c'], [{ ...traceOf([]), cell: 'c', axes: { front: 'h1' }, outcome }], () => scenario)
  const late = ended({ state: 'broken', stage: 'run', message: 'it took too long', logs: '' })
  expect(differences(ended({ state: 'complete' }), ended({ state: 'complete' }))).toEqual([])
  expect(differences(late, late)).toEqual([])
  // One that cannot run on one side is not compared.
  expect(differences(ended({ state: 'skipped', because: 'no clock' }), late)).toEqual([])
  expect(differences(ended({ state: 'complete' }), late)).toEqual([
    'made/h1/outcome: complete (), through the lab broken (it took too long)',
  ])
})
