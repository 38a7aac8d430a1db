/** Numbers in the sentences of a report: the length of the test, timeouts that were only read, and the interval that is safe. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Fact, Timer, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

const golden = (name: string): Promise<Trace> =>
  readTrace(join(import.meta.dirname, 'traces', `${name}.comment-h1.jsonl`))
const [faithful, cut] = await Promise.all([golden('faithful'), golden('cuts-idle')])
const judged = (id: string, trace: Trace) =>
  criteria.find((one) => one.id === id)?.judge(judgedBy(scenario, trace), undefined)

const TIMERS: readonly Timer[] = [
  { directive: 'proxy_read_timeout', ms: 60_000, where: 'default', limits: 'idle' },
  { directive: 'lifetime', ms: 10_000, where: 'a.conf:1', limits: 'total' },
  { directive: 'timeout=', ms: 90_500, where: 'a.conf:2', limits: 'idle' },
]

it.for(['quiet', 'interval'])(
  '%s: a stream that stays open is reported with the timeouts that were not waited for',
  (id) => {
    const of = (timers: readonly Timer[]) => judged(id, { ...faithful, settings: { timers } })?.actual
    expect(of(TIMERS)).toBe(
      'not closed within 7 s idle; from the configuration, not measured: proxy_read_timeout 60 s (default), timeout= 90.5 s (a.conf:2)',
    )
    expect(of(TIMERS.slice(1, 2))).toBe('not closed within 7 s idle')
  },
)

it('the largest interval that kept a stream open is the headline, where one did', () => {
  const found = judged('interval', cut)
  const safe = found?.measures.safe?.value ?? Number.NaN
  expect(found?.headline).toBe(`a heartbeat every ${(safe / 1000).toFixed(1)} s keeps it open`)
  expect(judged('interval', faithful)).not.toHaveProperty('headline')
})

it.for(['quiet', 'interval', 'delivered', 'cut-form'])(
  '%s: a response that the client rejects says nothing of timeouts and buffers',
  (id) => {
    const isRead = (one: Fact): boolean => one.side === 'client' && one.fact !== 'request'
    const end = { fact: 'end', socket: 'open', message: 'none', code: 'ERR_HTTP2_STREAM_ERROR', byUs: false } as const
    const facts = cut.facts.map((one) => (one.side === 'client' && one.fact === 'head' ? { ...one, ...end } : one))
    const left = facts.filter((one) => !isRead(one) || (one.fact === 'end' && one.code === end.code))
    const found = judged(id, { ...cut, facts: left as readonly Fact[] })
    expect(found).toMatchObject({ outcome: 'not-applicable', dependsOn: 'delivery/live' })
  },
)
