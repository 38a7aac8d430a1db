import { expect, test } from 'vitest'
import type { Fact } from '../../harness/model/index.ts'
import { act, asked, end, head, peerLeft, sentHead, traceOf } from '../../harness/trace/trace.fixture.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { KEPT, MESSAGE, SILENT } from './quiet-streams.ts'
import { scenario } from './scenario.ts'

const client = { side: 'client', attempt: 1 } as const
const origin = { side: 'origin', attempt: 1, connection: 1, exchange: 1 } as const

const comment = (t: number, n: number): Fact => ({
  t,
  ...client,
  client: KEPT,
  fact: 'comment',
  text: `keepalive ${n}`,
  size: 11,
})
const sentComment = (t: number, n: number): Fact => ({
  t,
  ...origin,
  client: KEPT,
  fact: 'sent',
  what: 'comment',
  id: `keepalive ${n}`,
  bytes: 14,
  written: 14,
  digest: '',
})
const message = (t: number, name: string): Fact => ({
  t,
  ...client,
  client: name,
  fact: 'event',
  event: '',
  size: 0,
  digest: '',
  ...MESSAGE,
})
const opened = (name: string): Fact[] => [asked(1, name), sentHead(2, name, ''), head(3, name)]
const done = (t: number, name: string, cut: boolean): Fact => act(t, 'quiet-done', { client: name, cut })

function finding(id: string, facts: readonly Fact[], within = '900') {
  const all = [...facts].sort((a, b) => a.t - b.t)
  const trace = judgedBy(scenario, { ...traceOf(all), axes: { within, front: 'h1' } })
  return criteria.find((one) => one.id === id)?.judge(trace, undefined)
}
const observed = (id: string, facts: readonly Fact[], within?: string) => finding(id, facts, within)?.observed

const comments = [sentComment(500, 1), sentComment(1000, 2), sentComment(1500, 3)]
const kept = [...opened(KEPT), ...comments]
const came = [comment(501, 1), comment(1001, 2), comment(1501, 3)]
const stall: Fact = { t: 1490, side: 'harness', fact: 'stall', ms: 900 }

test('comments keep a stream open, and arrive before the next one', () => {
  const over = [done(2000, KEPT, false), message(2001, KEPT)]
  expect(observed('keep-alive', [...kept, ...came, ...over])).toBe('kept')
  const late = [comment(1999, 1), comment(1999, 2), comment(1999, 3)]
  expect(finding('keep-alive', [...kept, ...late, ...over])).toMatchObject({
    observed: 'held',
    actual: '2 of 3 comments are buffered',
  })
  expect(observed('keep-alive', [...kept, ...late, ...over, stall])).toBe('noisy')
  expect(observed('keep-alive', [...kept, ...came, done(2000, KEPT, false)])).toBe('dead')
})

test('a stream that is closed between two comments, or before the first', () => {
  const cut = (t: number): Fact[] => [end(t, KEPT), peerLeft(t + 1, KEPT), done(t + 2, KEPT, true)]
  expect(finding('keep-alive', [...kept, ...came, ...cut(1833)])).toMatchObject({
    observed: 'closed',
    measures: { idle: { value: 333 * 60 } },
  })
  // A limit of a minute, and a comment that the harness sent too late.
  expect(observed('keep-alive', [...kept, ...came, ...cut(2500)])).toBe('noisy')
  expect(observed('keep-alive', [...opened(KEPT), ...cut(60)])).toBe('not-applicable')
})

test('silence', () => {
  const open = opened(SILENT)
  expect(observed('silence', [...open, done(12_000, SILENT, false), message(12_001, SILENT)])).toBe('open')
  expect(observed('silence', [...open, done(12_000, SILENT, false)])).toBe('dead')
  expect(finding('silence', [...open, end(1002, SILENT), done(1003, SILENT, true)])).toMatchObject({
    observed: 'closed',
    measures: { idle: { value: 60_000 } },
  })
  expect(observed('silence', [...open, done(12_000, SILENT, false)], '300')).toBe('not-applicable')
  // Seven seconds of the proxy's time are 117 ms.
  expect(observed('silence', [...open, end(100, SILENT), done(101, SILENT, true)])).toBe('not-applicable')
  expect(observed('silence', [...open, end(130, SILENT), done(131, SILENT, true)])).toBe('closed')
  expect(observed('silence', [asked(1, SILENT)])).toBe('not-applicable')
})
