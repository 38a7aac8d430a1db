/** A request that is slower than the scenario's patience, made from a recorded trace of a correct proxy. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fact, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

const faithful = await readTrace(join(import.meta.dirname, 'traces', 'faithful..jsonl'))

/** What is left where nothing answers the client, and the request reaches the origin at `requestAt` (undefined: never). */
function unanswered(trace: Trace, requestAt: number | undefined): Trace {
  const facts = trace.facts.flatMap((fact): Fact[] => {
    if (fact.side === 'harness') return [fact]
    if (fact.side === 'origin')
      return fact.fact === 'request' && requestAt !== undefined ? [{ ...fact, t: requestAt }] : []
    if (fact.fact === 'end') return [{ ...fact, message: 'none', byUs: true }]
    return fact.fact === 'head' || fact.fact === 'message' ? [] : [fact]
  })
  return { ...trace, facts: facts.toSorted((a, b) => a.t - b.t) }
}

const closedOf = (trace: Trace): string | undefined =>
  criteria.find(({ id }) => id === 'closed')?.judge(judgedBy(scenario, trace), undefined).observed

const closing = faithful.facts.find((fact) => fact.fact === 'act' && fact.name === 'close')?.t ?? Number.NaN

test('a connection that nobody closed, since its request came too late, is inconclusive', () => {
  expect(closedOf(faithful)).toBe('told')
  expect(closedOf(unanswered(faithful, closing + 1))).toBe('noisy')
})

test('a request that never came, or came in time, leaves the client waiting', () => {
  expect(closedOf(unanswered(faithful, undefined))).toBe('left-waiting')
  expect(closedOf(unanswered(faithful, closing - 1))).toBe('left-waiting')
})
