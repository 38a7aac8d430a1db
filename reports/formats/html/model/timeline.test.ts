import { describe, expect, test } from 'vitest'
import { act, body, closed, end, event, head, request, sent, sentHead, shown } from '../html.fixture.ts'
import { factWho, factWords } from './fact-words.ts'
import { headsOf } from './heads.ts'
import { latenciesOf, percentile } from './latencies.ts'
import { timeScale } from './time-scale.ts'
import { mainStream, streamsOf, timelineOf } from './timeline.ts'

const buffered = shown([
  act(0, 'gated'),
  sent(10, '1', 60),
  act(1010, 'nudge'),
  sent(1010, '2', 120),
  body(1011, 120),
  event(1011, '1'),
  event(1012, '2'),
  closed(1020, 'end'),
  end(1030),
])

describe('the timeline', () => {
  test('shows how many bytes are in the proxy, and for how long', () => {
    const { levels, buffered: spans } = timelineOf(buffered, 'stream')
    expect(levels.map(({ bytes }) => bytes)).toEqual([60, 120, 0, 0])
    expect(spans).toEqual([{ from: 10, to: 1011, bytes: 120 }])
  })

  test('a stream that is forwarded at once has no buffered span', () => {
    expect(
      timelineOf(shown([sent(0, '1', 60), body(1, 60), sent(50, '2', 120), body(51, 60)]), 'stream').buffered,
    ).toEqual([])
  })

  test('what an attempt had not got is lost with it', () => {
    const again = [sent(10, '1', 60), body(11, 60)].map((fact) => ({ ...fact, attempt: 2 }))
    const facts = [sent(0, '1', 60), end(5, { message: 'cut' }), ...again]
    expect(timelineOf(shown(facts), 'stream').levels.map(({ bytes }) => bytes)).toEqual([60, 0, 60, 0])
  })

  test('the upstream waits from an event to its arrival, or until it gives up; elsewhere it does not wait', () => {
    expect(timelineOf(buffered, 'stream').gates).toEqual([{ from: 10, to: 1010 }])
    expect(timelineOf(shown([act(0, 'gated'), sent(1, '1', 60), event(3, '1')]), 'stream').gates).toEqual([
      { from: 1, to: 3 },
    ])
    expect(timelineOf(shown([sent(1, '1', 60), event(3, '1')]), 'stream').gates).toEqual([])
  })

  test('a silence is long beside the whole, and no stall of the harness ends it', () => {
    expect(timelineOf(buffered, 'stream').silences).toEqual([{ from: 10, to: 1010 }])
  })

  test.for([
    [
      'the proxy',
      [sent(0, '1', 60), end(1000, { message: 'cut' })],
      'closed by the proxy after 60.0 s idle, seen as truncated',
      true,
    ],
    [
      'the upstream',
      [sent(0, '1', 60), closed(900, 'rst'), end(1000)],
      'closed by the test upstream (RST), seen as complete',
      false,
    ],
    ['the client', [sent(0, '1', 60), end(1000, { byUs: true, message: 'cut' })], 'closed by the test client', false],
    [
      'the proxy, without a response',
      [request(999, 'client', ''), end(1000, { message: 'none' })],
      'closed by the proxy, without a response',
      true,
    ],
  ] as const)('a stream that is ended by %s', ([, facts, words, isCut]) => {
    expect(timelineOf(shown(facts, 60), 'stream').endings).toMatchObject([{ t: 1000, words, isCut }])
  })

  test('a control has no proxy that could end a stream', () => {
    const { endings } = timelineOf(shown([sent(0, '1', 60), end(10, { message: 'cut' })]), 'stream', 'network')
    expect(endings).toMatchObject([{ words: 'the connection ends, seen as truncated' }])
  })

  test('begins with the stream of the evidence', () => {
    const two = shown([sent(0, '1', 60), sent(1, '1', 60, 'event', 'other')])
    expect(streamsOf(two)).toEqual(['stream', 'other'])
    expect(mainStream(two, [1])).toBe('other')
    expect(mainStream(two, [])).toBe('stream')
    expect(timelineOf(two, 'other').origin).toHaveLength(1)
  })

  test('a trace without a stream is empty', () => {
    expect(timelineOf(shown([act(5, 'end')]), '')).toMatchObject({ from: 0, to: 0, origin: [], client: [] })
  })
})

describe('the scale', () => {
  test('never goes back, keeps the ends, and gives a long silence a fixed width', () => {
    const { at, breaks } = timeScale(0, 10_000, [{ from: 100, to: 9900 }])
    expect(breaks).toHaveLength(1)
    expect(at(0)).toBe(0)
    expect(at(10_000)).toBeCloseTo(1)
    expect(at(9900) - at(100)).toBeCloseTo(0.06)
    expect(at(100)).toBeCloseTo(0.47)
    const places = Array.from({ length: 101 }, (_, n) => at(n * 100))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  test('labels do not meet', () => {
    const { at, ticks } = timeScale(0, 100, [{ from: 1, to: 99 }])
    const apart = ticks.slice(1).map((t, index) => at(t) - at(ticks[index] ?? 0))
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(0.09 - 1e-9)
  })

  test('a moment has a place', () => {
    expect(timeScale(5, 5, []).at(5)).toBe(0)
  })
})

test('latencies are from the sending of an event to its arrival', () => {
  const facts = [sent(0, '1', 60), sent(1, '2', 120), event(4, '2'), event(5, '1'), event(6, 'unknown')]
  expect(latenciesOf(shown(facts)).map(({ ms }) => ms)).toEqual([3, 5])
  expect([50, 90, 99].map((percent) => percentile([4, 1, 3, 2], percent))).toEqual([2, 4, 4])
  expect(percentile([], 50)).toBeNaN()
})

test('headers on both sides: what the proxy added, removed and changed', () => {
  const heads = headsOf(
    shown([
      request(0, 'client', ':method: GET\r\n:path: /x\r\nhost: a\r\nte: x\r\n\r\n'),
      request(1, 'origin', 'GET /x HTTP/1.1\r\nHost: b\r\nVia: p\r\n\r\n'),
      sentHead(2, 'HTTP/1.1 200 OK\r\nX-Accel-Buffering: no\r\n\r\n'),
      head(3, 'HTTP/1.1 200 OK\r\n\r\n'),
    ]),
    'stream',
  )
  expect(heads.request[0].map(({ text, state }) => [text, state])).toEqual([
    [':method: GET  :path: /x', 'start'],
    ['host: a', 'changed'],
    ['te: x', 'added'],
  ])
  expect(heads.request[1].map(({ state }) => state)).toEqual(['start', 'changed', 'added'])
  expect(heads.response[0].map(({ state }) => state)).toEqual(['start', 'added'])
})

test('facts are sentences', () => {
  expect(factWords(act(0, 'released', { outstanding: 4030 }))).toBe(
    'buffered bytes reached the client (outstanding: 4030)',
  )
  expect(factWords(act(0, 'unheard-of'))).toBe('step "unheard-of"')
  expect(factWords(sent(0, '1', 60))).toBe('sent event "1", 60 bytes (60 in total)')
  expect([factWho(sent(0, '1', 60)), factWho(act(0, 'end')), factWho(body(0, 1))]).toEqual([
    'test upstream stream',
    'test',
    'client stream',
  ])
})
