import { describe, expect, test } from 'vitest'
import type { Fact } from '../model/index.ts'
import {
  acts,
  bytes,
  clientFacts,
  count,
  dependent,
  eventsAsSent,
  gated,
  headerValue,
  isBusy,
  isStalled,
  isStalledOnce,
  longestStall,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  quantile,
  receivedBy,
  rivalTimers,
  sayBytes,
  sayMs,
  sentField,
  stallAt,
  unlessStalled,
} from './facts.ts'
import { act, body, closed, event, head, idleTimer, sent, sentHead, stall, traceOf } from './trace.fixture.ts'

describe('facts', () => {
  const again = body(7, 'a', 40, 2)
  const trace = traceOf([body(5, 'a', 10), body(6, 'b', 20), again, sent(8, 'a', 'x'), act(9, 'go'), act(10, 'stay')])

  test('are of one client, one kind and, where it is named, one attempt, with their place', () => {
    expect(clientFacts(trace, 'a', 'body').map(({ t, index }) => [t, index])).toEqual([
      [5, 0],
      [7, 2],
    ])
    expect(clientFacts(trace, 'a', 'body', 2).map(({ t }) => t)).toEqual([7])
    expect(clientFacts(trace, 'a', 'event')).toEqual([])
    expect(clientFacts(traceOf([{ ...sent(1, 'a', 'x') }]), 'a', 'event')).toEqual([])
    expect(originFacts(trace, 'a', 'sent').map(({ index }) => index)).toEqual([3])
    expect(originFacts(trace, 'a', 'sent', 2)).toEqual([])
    expect(originFacts(trace, 'b', 'sent')).toEqual([])
    expect(originFacts(trace, 'a', 'closed')).toEqual([])
    expect(acts(trace, 'go').map(({ index }) => index)).toEqual([4])
  })

  test('a fact that was added after the first query is found', () => {
    const facts: Fact[] = [sent(1, 'a', 'x')]
    const trace = traceOf(facts)
    expect(originFacts(trace, 'a', 'sent')).toHaveLength(1)
    facts.push(sent(2, 'a', 'y'))
    expect(originFacts(trace, 'a', 'sent').map(({ index }) => index)).toEqual([0, 1])
  })

  test('a request of the client is none of the origin', () => {
    const request: Fact = { t: 1, side: 'client', client: 'a', attempt: 1, fact: 'request', raw: '' }
    expect(originFacts(traceOf([request]), 'a', 'request')).toEqual([])
    expect(clientFacts(traceOf([request]), 'a', 'request')).toHaveLength(1)
  })

  test('bytes that a stream had read by a time, of one attempt', () => {
    expect(receivedBy(trace, 'a', 4)).toBe(0)
    expect(receivedBy(trace, 'a', 5)).toBe(10)
    expect(receivedBy(trace, 'a', 100)).toBe(10)
    expect(receivedBy(trace, 'a', 100, 2)).toBe(40)
  })
})

describe('a stall of the event loop', () => {
  const trace = traceOf([stall(1000, 400), stall(3000, 300)])

  test('counts for so much of it as lies within', () => {
    expect(longestStall(trace)).toBe(400)
    expect(longestStall(trace, 700, 2000)).toBe(300)
    expect(longestStall(trace, 0, 800)).toBe(200)
    expect(longestStall(trace, 1500, 2000)).toBe(0)
    expect(longestStall(traceOf([act(1000, 'x')]))).toBe(0)
  })

  test('matters where it is longer than the scenario tolerates', () => {
    const of = (stallTolerance: number) => traceOf([stall(1000, 400)], { stallTolerance })
    expect(isStalledOnce(of(399))).toBe(true)
    expect(isStalledOnce(of(400))).toBe(false)
    expect(isStalledOnce(of(399), 700, 900)).toBe(false)
    expect(isStalled(of(399))).toBe(true)
    expect(isStalled(of(400))).toBe(false)
    expect(isStalled(of(399), 700, 900)).toBe(false)
  })

  // Tolerance 500 ms: three quarters of 1000 ms.
  test('short ones matter where they fill three quarters of twice the tolerance', () => {
    const every = (period: number, length: number, times: number) =>
      traceOf(Array.from({ length: times }, (_, n) => stall((n + 1) * period, length)))
    expect(isStalled(every(100, 76, 10))).toBe(true)
    expect(isStalled(every(100, 74, 10))).toBe(false)
    expect(isStalled(every(100, 74, 100))).toBe(false)
    // Within a longer time any window of twice the tolerance counts.
    const late = traceOf([stall(100, 80), ...Array.from({ length: 10 }, (_, n) => stall(5000 + n * 100, 80))])
    expect(isStalled(late)).toBe(true)
    expect(isStalled(late, 0, 4000)).toBe(false)
    expect(isStalled(late, 5900)).toBe(false)
    expect(isStalled(traceOf([...late.facts.slice(0, 1), act(200, 'x')]))).toBe(false)
    // One long before does not weigh against those of the window.
    const first = stall(100, 90)
    expect(isStalled(traceOf([first, ...late.facts]))).toBe(true)
    expect(isStalled(traceOf([first, ...late.facts]), 200)).toBe(true)
  })

  test('makes a machine busy where they are more than a quarter of the time', () => {
    const pieces = traceOf([act(0, 'x'), stall(200, 100), stall(600, 151)])
    expect(isBusy(pieces, 0, 1000)).toBe(true)
    expect(isBusy(traceOf([stall(200, 100), stall(600, 150)]), 0, 1000)).toBe(false)
    // 50 ms of the first stall are inside; what is outside does not count.
    expect(isBusy(pieces, 150, 350)).toBe(false)
    expect(isBusy(pieces, 150, 349)).toBe(true)
    expect(isBusy(pieces, 700, 701)).toBe(false)
    expect(isBusy(pieces, 2000, 1000)).toBe(true)
  })

  test('that a fact came out of may have been its delay, also a moment later', () => {
    const one = traceOf([act(0, 'x'), stall(1000, 400)])
    expect(stallAt(one, 1000)).toBe(400)
    expect(stallAt(one, 1020)).toBe(400)
    expect(stallAt(one, 1021)).toBe(0)
    expect(stallAt(one, 1100, 100)).toBe(400)
    expect(stallAt(one, 600)).toBe(400)
    expect(stallAt(one, 599)).toBe(0)
    expect(stallAt(traceOf([stall(1000, 400), stall(1005, 3)]), 1005)).toBe(400)
  })

  test('makes a finding inconclusive that was waited for', () => {
    const found = pass('x', { expected: '', actual: '', evidence: [3] })
    expect(unlessStalled(traceOf([stall(1000, 501)]), found)).toEqual(noisy('event-loop stall', [3]))
    expect(unlessStalled(traceOf([stall(1000, 500)]), found)).toBe(found)
  })
})

describe('two idle timeouts of a route', () => {
  const of = (hops: number, ...limits: number[]) =>
    rivalTimers(traceOf([], { hops, timers: limits.map((limit, n) => idleTimer(`timeout${n}`, limit)) }))

  test('within a tenth of each other make it random which proxy closes first', () => {
    expect(of(2, 60_000, 60_000)).toBe('timeout0 and timeout1 are both 60.0 s: which proxy closes first is random')
    expect(of(2, 66_000, 60_000)).toMatch(/^timeout1 and timeout0 are both 60.0 s/)
    expect(of(2, 67_000, 60_000)).toBeUndefined()
    expect(of(2, 60_000, 90_000)).toBeUndefined()
    expect(of(3, 300_000, 61_000, 60_000)).toMatch(/^timeout2 and timeout1/)
  })

  test('of one proxy, or with another kind of limit, do not', () => {
    expect(of(1, 60_000, 60_000)).toBeUndefined()
    expect(of(2, 60_000)).toBeUndefined()
    expect(of(2)).toBeUndefined()
    const total = { ...idleTimer('lifetime', 60_000), limits: 'total' as const }
    expect(rivalTimers(traceOf([], { hops: 2, timers: [idleTimer('timeout', 60_000), total] }))).toBeUndefined()
  })
})

describe('events as they were sent', () => {
  const two = [sent(1, 'a', 'x'), sent(2, 'a', 'y')]
  const of = (...facts: Fact[]) => eventsAsSent(traceOf([...two, ...facts]), 'a')

  test('whole, lost, altered, or in another order', () => {
    expect(of(event(3, 'a', 'x'), event(4, 'a', 'y'))).toEqual({ is: 'whole', actual: '2 events', evidence: [] })
    expect(of(event(3, 'a', 'x'))).toEqual({ is: 'lost', actual: 'event y never arrived', evidence: [1] })
    expect(of(event(3, 'a', 'x'), event(4, 'a', 'y', 'other'))).toEqual({
      is: 'altered',
      actual: 'event y is altered',
      evidence: [3],
    })
    expect(of(event(3, 'a', 'y'), event(4, 'a', 'x'))).toMatchObject({ is: 'altered', evidence: [2] })
    expect(of(event(3, 'a', 'x'), event(4, 'a', 'y'), event(5, 'a', 'y'))).toMatchObject({ is: 'altered' })
  })

  test('padding is no event', () => {
    const padding = { ...sent(3, 'a', 'z'), what: 'padding' as const } as Fact
    expect(of(event(3, 'a', 'x'), event(4, 'a', 'y'), padding)).toMatchObject({ is: 'whole' })
  })
})

describe('events that each wait for the one before', () => {
  const of = (...facts: Fact[]) => gated(traceOf(facts), 'a')
  const stream = [head(0, 'a'), sent(10, 'a', 'x'), sent(20, 'a', 'y'), closed(30, 'a')]

  test('are live where each is there before the next is sent, with their delays', () => {
    const live = of(...stream, event(12, 'a', 'x'), event(25, 'a', 'y'))
    expect(live).toEqual({ is: 'live', delays: [2, 5], evidence: [1] })
    expect(of(...stream, event(20, 'a', 'x'), event(30, 'a', 'y')).is).toBe('live')
  })

  test('are held where one comes after the next, after the end, or not at all', () => {
    expect(of(...stream, event(21, 'a', 'x'), event(25, 'a', 'y'))).toEqual({
      is: 'held',
      delays: [11, 5],
      evidence: [1, 4],
    })
    expect(of(...stream, event(12, 'a', 'x'), event(31, 'a', 'y'))).toMatchObject({ is: 'held', evidence: [2, 5] })
    expect(of(...stream, event(12, 'a', 'x'))).toEqual({ is: 'held', delays: [2], evidence: [2] })
    expect(of(...stream)).toEqual({ is: 'held', delays: [], evidence: [1] })
  })

  test('of a stream that is still open may take as long as they like', () => {
    expect(of(head(0, 'a'), sent(10, 'a', 'x'), event(9000, 'a', 'x'))).toMatchObject({ is: 'live', delays: [8990] })
  })

  test('without headers, with another status, or with nothing sent there is no stream', () => {
    const none = { is: 'no-stream', delays: [] }
    expect(of(sent(10, 'a', 'x'))).toEqual({ ...none, evidence: [] })
    expect(of(sent(10, 'a', 'x'), head(12, 'a', { status: 502 }))).toEqual({ ...none, evidence: [1] })
    expect(of(head(0, 'a'))).toEqual({ ...none, evidence: [0] })
    const padding = { ...sent(3, 'a', 'z'), what: 'padding' as const } as Fact
    expect(of(head(0, 'a'), padding)).toEqual({ ...none, evidence: [0] })
  })
})

describe('numbers', () => {
  test('a quantile is the value of the nearest rank, whatever the order', () => {
    const ten = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    expect(quantile(ten, 0.5)).toBe(5)
    expect(quantile(ten, 0.51)).toBe(6)
    expect(quantile(ten, 0.95)).toBe(10)
    expect(quantile(ten, 1)).toBe(10)
    expect(quantile(ten, 0)).toBe(1)
    expect(quantile([7], 0.99)).toBe(7)
    expect(quantile([], 0.5)).toBeNaN()
    expect(ten[0]).toBe(10)
  })

  test('have their unit, and no more digits than they are known to', () => {
    expect(ms(1.23456)).toEqual({ value: 1.235, unit: 'ms' })
    expect(bytes(4096.4)).toEqual({ value: 4096, unit: 'bytes' })
    expect(count(2)).toEqual({ value: 2, unit: 'count' })
    expect(count(2, 'events')).toEqual({ value: 2, unit: 'events' })
  })

  test('are said in the unit that fits', () => {
    expect([999, 1000, 61_234, 10, 9.99, 0.414].map(sayMs)).toEqual([
      '999 ms',
      '1.0 s',
      '61.2 s',
      '10 ms',
      '9.99 ms',
      '0.41 ms',
    ])
    expect(sayBytes(3945.6)).toBe('3,946 bytes')
  })
})

test('a field of the head that was sent, in any case', () => {
  const trace = traceOf([sentHead(1, 'a', 'HTTP/1.1 200 OK: no\r\nContent-Type: text/event-stream \r\nX: a:b\r\n\r\n')])
  expect(sentField(trace, 'a', 'content-type')).toBe('text/event-stream')
  expect(sentField(trace, 'a', 'x')).toBe('a:b')
  expect(sentField(trace, 'a', 'content')).toBeUndefined()
  expect(sentField(trace, 'a', 'HTTP/1.1 200 OK')).toBeUndefined()
  expect(sentField(trace, 'b', 'x')).toBeUndefined()
})

test('the value of a header, in any case; of several, the first', () => {
  const headers = [
    ['Vary', 'accept'],
    ['ETag', '1'],
    ['etag', '2'],
  ] as const
  expect(headerValue(headers, 'etag')).toBe('1')
  expect(headerValue(headers, 'Age')).toBeUndefined()
})

test('what depends on another criterion names it', () => {
  expect(dependent('delivery/live', 'no stream', [4])).toEqual({
    ...notApplicable('no stream: see delivery/live', [4]),
    dependsOn: 'delivery/live',
  })
})
