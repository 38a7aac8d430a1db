import { expect, test } from 'vitest'
import type { Fact, JudgedTrace, Timer, Trace } from '../model/index.ts'
import { isRejected, whyNoRequest, whyNoStream, whyRejected } from './why-no-stream.ts'

const client = (fact: Partial<Fact>) => ({ side: 'client', client: 'silent', attempt: 1, ...fact }) as Partial<Fact>
const asked = client({ fact: 'request', t: 10 })
const timeouts = [
  { directive: 'proxy_connect_timeout', where: 'default', ms: 60_000, limits: 'first' },
  { directive: 'proxy_read_timeout', where: 'a.conf:3', ms: 3000, limits: 'idle' },
] as unknown as Timer[]
const why = (clock: number, ...facts: Partial<Fact>[]): string =>
  whyNoStream({ clock, stallTolerance: 200, settings: { timers: timeouts }, facts } as unknown as JudgedTrace, 'silent')
    .actual

test('a timeout that a fast clock makes too short for any answer is named, with what the client got', () => {
  expect(why(60, asked, client({ fact: 'head', t: 62, status: 504 }))).toBe(
    'status 504 after 52 ms, before the test upstream had answered: proxy_read_timeout of 3.0 s is 50 ms with a clock that is 60 times as fast',
  )
  expect(why(60, asked, client({ fact: 'end', t: 62, byUs: false }))).toMatch(/^the connection was closed after 52 ms/)
})

test('an error in place of a stream that the origin sent is the matter of delivery, unless a timeout may have passed', () => {
  const sent = { side: 'origin', client: 'silent', attempt: 1, fact: 'sent-head', t: 20 } as Partial<Fact>
  const told = (clock: number, t: number, status = 502): string => {
    const answer = [asked, sent, client({ fact: 'head', t, status })]
    const trace = {
      clock,
      stallTolerance: 200,
      settings: { timers: timeouts },
      facts: answer,
    } as unknown as JudgedTrace
    expect(isRejected(trace, 'silent')).toBe(whyRejected(trace, 'silent') !== undefined)
    return whyRejected(trace, 'silent') ?? ''
  }
  expect(told(1, 1400)).toBe('status 502 instead of the origin’s response')
  expect(told(1, 1600)).toBe('')
  expect(told(60, 30)).toMatch(/^status 502/)
  expect(told(60, 60)).toBe('')
  expect(told(1, 30, 200)).toBe('')
  const unsent = {
    clock: 1,
    settings: { timers: timeouts },
    facts: [asked, client({ fact: 'head', t: 30, status: 502 })],
  }
  expect(whyRejected(unsent as unknown as Trace, 'silent')).toBeUndefined()
})

test('an answer that no timeout explains has none for a reason', () => {
  expect(why(60, asked, client({ fact: 'head', t: 12, status: 502 }))).toBe(
    'status 502 after 2.00 ms, before the test upstream had answered',
  )
})

test('without an answer, and in real time, delivery says what is wrong', () => {
  for (const text of [
    why(60, asked),
    why(60, asked, client({ fact: 'end', t: 5000, byUs: true })),
    why(1, asked, client({ fact: 'head', t: 12, status: 502 })),
  ]) {
    expect(text).toBe('no request reached the origin: see delivery/live')
  }
})

test('of several timeouts that were too short the longest is named; a stream that came is no reason', () => {
  expect(why(60, asked, client({ fact: 'head', t: 1500, status: 504 }))).toContain('proxy_connect_timeout of 60.0 s')
  expect(why(60, asked, client({ fact: 'head', t: 62, status: 200 }))).toBe(
    'no request reached the origin: see delivery/live',
  )
  const came = why(60, asked, client({ fact: 'head', t: 62, status: 200 }), client({ fact: 'end', t: 70, byUs: false }))
  expect(came).toMatch(/^the connection was closed after 60 ms/)
})

test('a request that never arrived is a matter of POST, or of the stream as such', () => {
  const of = (axes: Trace['axes']) =>
    whyNoRequest({ axes, stallTolerance: 200, facts: [] as readonly Fact[] } as JudgedTrace).dependsOn
  expect([of({ method: 'POST' }), of({ method: 'GET' }), of({})]).toEqual([
    'post-stream/request',
    'delivery/live',
    'delivery/live',
  ])
})

test('where the harness stalled, a request that did not arrive is inconclusive; an answer is not', () => {
  const stall = { side: 'harness', fact: 'stall', t: 4000, ms: 900 } as Partial<Fact>
  const gaveUp = client({ fact: 'end', t: 5000, byUs: true })
  expect(why(60, asked, stall, gaveUp)).toBe('event-loop stall')
  expect(why(1, asked, stall, gaveUp)).toBe('event-loop stall')
  expect(why(1, asked, stall, client({ fact: 'head', t: 12, status: 502 }))).toContain('see delivery/live')
  const trace = { axes: {}, stallTolerance: 200, facts: [stall as Fact] as readonly Fact[] } as JudgedTrace
  expect(whyNoRequest(trace).outcome).toBe('noisy')
})

const REFUSED = {
  fact: 'end',
  t: 12,
  byUs: false,
  socket: 'open',
  message: 'none',
  code: 'ERR_HTTP2_STREAM_ERROR',
} as const
const rejected = (end: object): boolean =>
  isRejected({ facts: [asked, client({ ...REFUSED, ...end })] } as unknown as Trace, 'silent')

test('a malformed response is rejected by the client, and nothing closed its stream', () => {
  expect(rejected({})).toBe(true)
  expect(why(60, asked, client(REFUSED))).toBe('the client rejects the response, which is malformed: see delivery/live')
})

test.for<object>([{ byUs: true }, { reset: 2 }, { socket: 'fin' }, { message: 'cut' }, { code: '' }])(
  'a stream that ended in another way was not rejected: %o',
  (end) => {
    expect(rejected(end)).toBe(false)
  },
)
