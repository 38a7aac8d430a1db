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
