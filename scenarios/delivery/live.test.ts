/** What a report says of a stream that is none, or of one that is late or closed: recorded runs with other heads and times. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Fact, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { live } from './live.ts'
import { scenario } from './scenario.ts'
import { STREAM } from './streams.ts'

const golden = (name: string): Promise<Trace> =>
  readTrace(join(import.meta.dirname, 'traces', `${name}.chunked-60-h1.jsonl`))
const [faithful, behind, early, held] = await Promise.all(
  ['faithful', 'one-behind', 'cut-before-first', 'holds-bytes'].map(golden),
)
if (faithful === undefined || behind === undefined || early === undefined || held === undefined)
  throw new Error('no such trace')

const said = (trace: Trace, edit: (fact: Fact) => Fact | undefined = (fact) => fact) => {
  const facts = trace.facts.flatMap((fact) => edit(fact) ?? [])
  const { outcome, observed, actual } = live.judge(judgedBy(scenario, { ...trace, facts }), undefined)
  return [outcome, observed, actual]
}
const answered =
  (status: number, ...headers: [string, string][]) =>
  (fact: Fact): Fact =>
    fact.fact === 'head' ? { ...fact, status, headers } : fact

it('no stream: its status, and where a redirect leads', () => {
  expect(said(faithful, answered(502))).toEqual(['fail', 'no-stream', 'status 502 instead of a stream'])
  expect(said(faithful, answered(302, ['Location', '/login']))).toEqual([
    'fail',
    'no-stream',
    'status 302, to /login, instead of a stream',
  ])
  const unanswered = (fact: Fact) => (fact.side === 'harness' || fact.fact === 'head' ? undefined : fact)
  expect(said(faithful, unanswered)).toEqual(['fail', 'no-stream', 'no response'])
})

it('no response while short stalls fill much of the time may be a late one; a status is seen all the same', () => {
  const stalls = Array.from(
    { length: 40 },
    (_, n): Fact => ({ t: 250 * n + 100, side: 'harness', fact: 'stall', ms: 100 }),
  )
  const late = { ...faithful, facts: [...faithful.facts, ...stalls].sort((a, b) => a.t - b.t) }
  const unanswered = (fact: Fact) => (fact.fact === 'stall' || fact.side === 'client' ? fact : undefined)
  const nothing = (fact: Fact) => (fact.fact === 'head' ? undefined : unanswered(fact))
  expect(said(late, nothing)).toEqual(['noisy', 'noisy', 'event-loop stall'])
  expect(said(late, answered(502))).toEqual(['fail', 'no-stream', 'status 502 instead of a stream'])
})

it('late events are of a timer only where they are equally late: a busy machine delays each by another time', () => {
  const late = (by: (n: number) => number) => {
    let n = 0
    return said(faithful, (fact) =>
      fact.side === 'client' && fact.fact === 'event' && fact.client !== STREAM
        ? { ...fact, t: fact.t + by(n++) }
        : fact,
    )
  }
  expect(late(() => 45)).toEqual([
    'pass',
    'coalesced',
    expect.stringMatching(/^each event is delayed 4\d ms by a timer$/),
  ])
  expect(late((n) => 35 + 5 * (n % 9))).toEqual(['noisy', 'noisy', 'event-loop stall'])
})

it('one event behind', () => {
  expect(said(behind)).toEqual(['fail', 'one-behind', 'an event is delivered only when the next one is sent'])
})

it('a stream that is closed before the first event: inconclusive where the harness was slow to send it', () => {
  const calm = { ...early, facts: early.facts.filter(({ fact }) => fact !== 'stall') }
  expect(said(calm)).toEqual(['fail', 'cut', 'the stream is closed before the first event'])
  const sent = early.facts.find(({ fact }) => fact === 'sent-head')?.t ?? 0
  const gated = early.facts.find((fact) => fact.fact === 'act' && fact.name === 'gated')?.t ?? 0
  const stall: Fact = { t: gated, side: 'harness', fact: 'stall', ms: 0.3 * (gated - sent) }
  expect(said({ ...calm, facts: [...calm.facts, stall] })[0]).toBe('noisy')
  const short: Fact = { ...stall, ms: 0.2 * (gated - sent) }
  expect(said({ ...calm, facts: [...calm.facts, short] })[0]).toBe('fail')
})

it('events that were still buffered when the proxy closed the stream are not called lost', () => {
  const end = held.facts.find((fact) => fact.fact === 'act' && fact.name === 'end')?.t ?? 0
  const last = held.facts.findLast((fact) => fact.fact === 'event' && fact.client === 'stream')
  const intact = (closedAt: number, ...more: Fact[]) => {
    const facts = held.facts.flatMap((fact): Fact[] => {
      if (fact === last) return []
      return [fact.fact === 'end' && fact.client === 'stream' ? { ...fact, t: closedAt, byUs: false } : fact]
    })
    const trace = judgedBy(scenario, { ...held, facts: [...facts, ...more] })
    const { outcome, observed, actual } = criteria.find(({ id }) => id === 'intact')?.judge(trace, undefined) ?? {}
    return [outcome, observed, actual]
  }
  expect(intact(end - 1)[2]).toBe('the stream was closed while events were buffered: see delivery/live')
  expect(intact(end - 1, { t: end, side: 'harness', fact: 'stall', ms: 2 * scenario.stallTolerance })[0]).toBe('noisy')
  expect(intact(end + 1)).toEqual(['fail', 'lost', expect.stringMatching(/^1 of \d+ events never arrive$/)])
})
