/** Missing facts on a slow machine, made from a recorded trace of a correct proxy. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fact, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

const faithful = await readTrace(join(import.meta.dirname, 'traces', 'faithful..jsonl'))
const PATIENCE = 2000

/** The client of a 204 got nothing for as long as the scenario waits; everything after that is later by this time. */
function unanswered(trace: Trace, stalls: (from: number) => readonly Fact[]): Trace {
  const isOf = (fact: Fact): boolean => 'client' in fact && fact.client === 'no-content'
  const from = trace.facts.find((fact) => isOf(fact) && fact.fact === 'request')?.t ?? 0
  const facts = trace.facts.flatMap((fact): Fact[] => {
    const t = fact.t > from ? fact.t + PATIENCE : fact.t
    if (!isOf(fact)) return [{ ...fact, t }]
    if (fact.side !== 'client' || fact.fact === 'head') return []
    return [fact.fact === 'end' ? { ...fact, t, message: 'none', byUs: true } : { ...fact, t }]
  })
  return { ...trace, facts: [...facts, ...stalls(from)].sort((a, b) => a.t - b.t) }
}

const statusOf = (trace: Trace): string | undefined =>
  criteria.find(({ id }) => id === 'status')?.judge(judgedBy(scenario, trace), undefined).observed

/** This many stalls of this many ms, with 50 ms between them. */
const stallsOf = (count: number, ms: number) => (from: number) =>
  Array.from({ length: count }, (_, n): Fact => ({ t: from + (n + 1) * (ms + 50), side: 'harness', fact: 'stall', ms }))

test('no answer on a quiet machine is the proxy’s', () => {
  expect(statusOf(faithful)).toBe('same')
  expect(statusOf(unanswered(faithful, () => []))).toBe('no-answer')
  expect(statusOf(unanswered(faithful, stallsOf(1, 200)))).toBe('no-answer')
})

test('no answer while stalls filled the wait is inconclusive, however short each of them was', () => {
  expect(statusOf(unanswered(faithful, stallsOf(1, 1200)))).toBe('noisy')
  expect(statusOf(unanswered(faithful, stallsOf(3, 600)))).toBe('noisy')
  expect(statusOf(unanswered(faithful, stallsOf(15, 90)))).toBe('noisy')
})

test('differences are told by status, and those of the same statuses together', async () => {
  const said = (id: string, edit: (fact: Fact) => Fact): string | undefined => {
    const trace = judgedBy(scenario, { ...faithful, facts: faithful.facts.map(edit) })
    return criteria.find((one) => one.id === id)?.judge(trace, undefined).actual
  }
  const without =
    (fields: Readonly<Record<string, readonly string[]>>) =>
    (fact: Fact): Fact => {
      const dropped = fact.fact === 'head' ? (fields[fact.client] ?? []) : []
      if (fact.fact !== 'head') return fact
      return { ...fact, headers: fact.headers.filter(([name]) => !dropped.includes(name.toLowerCase())) }
    }
  const both = { 'too-many': ['retry-after'], 'not-now': ['retry-after', 'content-type'] }
  expect(said('fields', without(both))).toBe('responses changed: 429, 503: no Retry-After; 503: no Content-Type')
  const alike = { 'too-many': ['retry-after', 'content-type'], 'not-now': ['retry-after', 'content-type'] }
  expect(said('fields', without(alike))).toBe('responses changed: 429, 503: no Content-Type, no Retry-After')
  expect(
    said('status', (fact) =>
      fact.fact === 'head' && ['failed', 'not-now'].includes(fact.client) ? { ...fact, status: 502 } : fact,
    ),
  ).toBe('responses changed: 500, 503: arrives as 502')
  expect(
    said('body', (fact) =>
      fact.fact !== 'end' || !['moved', 'failed'].includes(fact.client)
        ? fact
        : fact.client === 'moved'
          ? { ...fact, digest: 'x' }
          : { ...fact, message: 'cut' },
    ),
  ).toBe('responses changed: 301: body replaced; 500: body incomplete')
})
