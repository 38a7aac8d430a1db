import { describe, expect, test } from 'vitest'
import type { Fact } from '../../model/index.ts'
import { act, asked, end, head, peerLeft, request, sent, stall, traceOf } from '../../trace/trace.fixture.ts'
import { type Beats, beatsOf, bracketOf, closeForm, HEARTBEATS_HELP, idleCut } from './measure.ts'

/** A stream that is idle from 1000 ms on and closed at 3000 ms. */
const idle = (name: string, to = 3000): Fact[] => [
  request(0, name),
  asked(1, name),
  head(2, name),
  sent(1000, name, 'hello'),
  end(to, name),
]
const cut = act(3001, 'cut')

describe('the idle timeout', () => {
  test('is the time from the last byte of the origin to the first end that either side saw', () => {
    expect(idleCut(traceOf([...idle('a'), cut]), ['a'])).toEqual({
      after: 2000,
      atMost: 2000,
      sound: true,
      at: 3000,
      evidence: [3, 4],
    })
    const both = [...idle('a'), peerLeft(2990, 'a'), cut]
    expect(idleCut(traceOf(both), ['a'])).toMatchObject({ after: 1990, at: 2990, evidence: [3, 5, 4] })
  })

  test('counts from the last of several writes, and from the request where there was none', () => {
    const more = [...idle('a'), sent(1500, 'a', 'more'), cut]
    expect(idleCut(traceOf(more), ['a'])).toMatchObject({ after: 1500 })
    const none = [request(0, 'a'), asked(1, 'a'), end(3001, 'a'), cut]
    expect(idleCut(traceOf(none), ['a'])).toMatchObject({ after: 3000, evidence: [1, 2] })
  })

  test('is unknown where nothing was closed, or where nothing of the stream is known', () => {
    expect(idleCut(traceOf(idle('a')), ['a'])).toBeUndefined()
    expect(idleCut(traceOf([...idle('a'), cut]), ['b'])).toBeUndefined()
    expect(idleCut(traceOf([...idle('a').slice(0, 4), cut]), ['a'])).toBeUndefined()
    expect(idleCut(traceOf([...idle('a').slice(1), cut]), ['a'])).toBeUndefined()
    expect(idleCut(traceOf([request(0, 'a'), end(3000, 'a'), cut]), ['a'])).toBeUndefined()
  })

  test('of several streams is the shortest, with the time that it was seen first', () => {
    const two = [...idle('a'), ...idle('b', 3400), cut]
    expect(idleCut(traceOf(two), ['a', 'b'])).toMatchObject({ after: 2000, at: 3000 })
    expect(idleCut(traceOf(two), ['b'])).toMatchObject({ after: 2400, at: 3400 })
  })

  test('a stall at the end may have made it longer', () => {
    const late = traceOf([...idle('a'), stall(2990, 400), cut])
    expect(idleCut(late, ['a'])).toMatchObject({ after: 1800, atMost: 2000, sound: false })
    // A stall up to 150 ms before the end counts: a busy harness reports its backlog late.
    expect(idleCut(traceOf([...idle('a'), stall(2850, 400), cut]), ['a'])).toMatchObject({ after: 1800 })
    expect(idleCut(traceOf([...idle('a'), stall(2849, 400), cut]), ['a'])).toMatchObject({ after: 2000, sound: true })
  })

  // The origin's last byte was late, so the proxy's timer may have started with the request.
  test('a stall before the idle time began makes it unknown', () => {
    const late = [...idle('a'), stall(900, 300), cut]
    expect(idleCut(traceOf(late), ['a'])).toMatchObject({ after: 1500, atMost: 3000, sound: false })
    // Half of the later idle time is an intentional pause before the idle time starts.
    expect(idleCut(traceOf(late), ['a'], 1)).toMatchObject({ after: 2000, sound: true })
    expect(idleCut(traceOf(late), ['a'], 0)).toMatchObject({ after: 1500 })
  })

  test('a stream that was too late is left out where another was not', () => {
    const facts = [
      ...idle('a'),
      stall(900, 300),
      request(4000, 'b'),
      asked(4001, 'b'),
      sent(4002, 'b', 'x'),
      end(6010, 'b'),
    ]
    expect(idleCut(traceOf([...facts, cut]), ['a', 'b'])).toMatchObject({ after: 2008, at: 6010 })
  })
})

describe('how the client sees the close', () => {
  const of = (...facts: Fact[]): string => closeForm(traceOf(facts), 'a', []).observed

  test('each form has its class', () => {
    expect(of(head(0, 'a'), end(1, 'a'))).toBe('fin')
    expect(of(head(0, 'a'), end(1, 'a', { socket: 'rst' }))).toBe('rst')
    expect(of(head(0, 'a'), end(1, 'a', { reset: 2 }))).toBe('reset-stream')
    expect(of(head(0, 'a'), end(1, 'a', { message: 'complete' }))).toBe('looks-whole')
    expect(of(head(0, 'a', { status: 504 }), end(1, 'a', { message: 'complete' }))).toBe('status')
    expect(of(end(1, 'a', { message: 'none' }))).toBe('no-answer')
    expect(of(head(0, 'a'))).toBe('origin-side-only')
    expect(of(head(0, 'a'), end(1, 'a', { byUs: true }))).toBe('origin-side-only')
  })

  test('it is a measurement, with the facts that show it', () => {
    expect(closeForm(traceOf([head(0, 'a'), end(1, 'a')]), 'a', [1])).toMatchObject({
      outcome: 'measured',
      evidence: [1],
    })
  })
})

describe('streams with heartbeats', () => {
  const beat = (times: readonly number[]): Fact[] => times.map((t) => sent(t, 'beats-95', String(t)))
  const begun = act(0, 'beats', { client: 'beats-95', every: 1900, share: 90 })
  const done = (t: number, wasCut: boolean): Fact => act(t, 'beats-done', { client: 'beats-95', cut: wasCut })

  test('have their interval, their share of the timeout and their longest gap', () => {
    expect(beatsOf(traceOf([begun, ...beat([0, 1900, 3900, 5800]), done(5900, false)]))).toEqual([
      { share: 0.9, every: 1900, cut: false, longestGap: 2000, evidence: [0, 5] },
    ])
  })

  test('that were closed: the wait for the close is a gap too', () => {
    expect(beatsOf(traceOf([begun, ...beat([0, 1900]), done(4000, true)]))).toMatchObject([
      { cut: true, longestGap: 2100 },
    ])
    expect(beatsOf(traceOf([begun, ...beat([0, 1900]), done(4000, false)]))).toMatchObject([{ longestGap: 1900 }])
  })

  test('writes after the end do not count', () => {
    expect(beatsOf(traceOf([begun, ...beat([0, 1900, 9000]), done(4000, false)]))).toMatchObject([{ longestGap: 1900 }])
    expect(beatsOf(traceOf([begun, ...beat([0, 1900, 4000]), done(4000, false)]))).toMatchObject([{ longestGap: 2100 }])
  })

  test('the share is in the name where the act does not say it; without an end there is no result', () => {
    const plain = act(0, 'beats', { client: 'beats-95', every: 1900 })
    expect(beatsOf(traceOf([plain, done(1, false)]))).toMatchObject([{ share: 0.95, longestGap: 0 }])
    const other = act(1, 'beats-done', { client: 'beats-80', cut: true })
    expect(beatsOf(traceOf([plain, other]))).toEqual([])
  })
})

describe('the safe heartbeat interval', () => {
  const beats = (every: number, wasCut: boolean): Beats => {
    return { share: 0, every, cut: wasCut, longestGap: every, evidence: [] }
  }
  const of = (...all: Beats[]) => bracketOf({ cutAfter: 2000, beats: all, evidence: [7] })

  test('is the longest that kept a stream open, below the shortest that did not', () => {
    expect(of(beats(1000, false), beats(1900, false), beats(2100, true), beats(2400, true))).toEqual({
      outcome: 'pass',
      observed: 'bracketed',
      expected: HEARTBEATS_HELP,
      actual: 'a heartbeat every 1.9 s keeps it open, every 2.1 s does not',
      measures: {
        safe: { value: 1900, unit: 'ms' },
        unsafe: { value: 2100, unit: 'ms' },
        cutAfter: { value: 2000, unit: 'ms' },
      },
      evidence: [7],
    })
  })

  test('an interval that was closed although a longer one was not is no bound', () => {
    expect(of(beats(1000, true), beats(1900, false))).toMatchObject({
      observed: 'unbounded',
      actual: 'a heartbeat every 1.9 s keeps it open; no longer interval was closed',
      measures: { safe: { value: 1900 }, cutAfter: { value: 2000 } },
    })
    expect(of(beats(1900, true), beats(1900, false))).toMatchObject({ observed: 'unbounded' })
  })

  test('heartbeats that do not help are a failure, with the shortest interval that did not', () => {
    expect(of(beats(1000, true), beats(500, true))).toEqual({
      outcome: 'fail',
      observed: 'no-help',
      expected: HEARTBEATS_HELP,
      actual: 'closed after 2.0 s despite a heartbeat every 500 ms',
      measures: { cutAfter: { value: 2000, unit: 'ms' } },
      evidence: [7],
    })
    expect(of()).toMatchObject({ observed: 'no-help', actual: 'closed after 2.0 s' })
  })

  test('is reported in the time of the proxy', () => {
    const all = [beats(190, false), beats(210, true)]
    const found = bracketOf({ cutAfter: 200, beats: all, evidence: [], proxys: (real) => real * 30 })
    expect(found.measures).toEqual({
      safe: { value: 5700, unit: 'ms' },
      unsafe: { value: 6300, unit: 'ms' },
      cutAfter: { value: 6000, unit: 'ms' },
    })
  })
})
