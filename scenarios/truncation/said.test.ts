import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fact, Trace } from '../../harness/model/index.ts'
import { act, asked, closed, type End, end, head, traceOf } from '../../harness/trace/trace.fixture.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

/** A stream whose response the origin aborts with a FIN inside a chunk. */
function says(
  id: string,
  ends: (End & { reset?: number }) | undefined,
  status: number | undefined = 200,
): string | undefined {
  const facts = [
    asked(0, 'inside'),
    ...(status === 0 ? [] : [head(1, 'inside', { status })]),
    closed(10, 'inside'),
    ...(ends === undefined ? [] : [{ ...end(20, 'inside', ends), ...ends }]),
    act(2400, 'waited', { client: 'inside' }),
  ]
  return criteria.find((one) => one.id === id)?.judge(traceOf(facts), undefined).actual
}

test('what the client sees of an abort', () => {
  const of = (...seen: [Parameters<typeof says>[1], number?]): string | undefined =>
    says('form', ...seen)?.replace('a FIN inside a chunk: ', '')
  expect(of({})).toBe('a FIN inside the body')
  expect(of({ socket: 'rst' })).toBe('a reset')
  expect(of({ message: 'complete' })).toBe('a complete response')
  expect(of({ reset: 2 })).toBe('RST_STREAM with code 2')
  expect(of({}, 502)).toBe('status 502')
  expect(of({ message: 'none' })).toBe('no response')
  expect(of({}, 0)).toBe('no response')
})

test('a client that waits, and one that takes the response for a complete one', () => {
  expect(says('told', undefined)).toBe('the client sees no end within 2.4 s, after a FIN inside a chunk')
  expect(says('told', {})).toBe('the client sees an end')
  expect(says('apart', { message: 'complete' })).not.toMatch(/^truncation visible/)
  expect(says('apart', { message: 'complete' }, 502)).toBe('truncation visible, after a FIN inside a chunk')
})

test('where stalls kept one of the streams from being aborted, the others are no proof', async () => {
  const trace = await readTrace(join(import.meta.dirname, 'traces', 'faithful.h1.jsonl'))
  const partial = {
    ...trace,
    facts: trace.facts.filter((fact) => !(fact.side === 'origin' && fact.client === 'short')),
  }
  const late: Fact = { t: 2000, side: 'harness', fact: 'stall', ms: 2000 }
  const outcomes = (one: Trace): string[] =>
    criteria.slice(0, 3).map((criterion) => criterion.judge(judgedBy(scenario, one), undefined).outcome)
  expect(outcomes(partial)).toEqual(['pass', 'pass', 'pass'])
  expect(outcomes({ ...trace, facts: [...trace.facts, late] })).toEqual(['pass', 'pass', 'pass'])
  expect(outcomes({ ...partial, facts: [...partial.facts, late] })).toEqual(['noisy', 'noisy', 'noisy'])
})
