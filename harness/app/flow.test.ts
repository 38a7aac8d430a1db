import { expect, test } from 'vitest'
import type { Content, Piece } from '../../servers/relay/pieces.ts'
import { flowOf } from './flow.ts'
import { isAwaitingComment } from './observe.ts'

const NOTHING = Buffer.alloc(0)
const piece = (at: number, ...content: Content[]): Piece => ({
  raw: NOTHING,
  decoded: NOTHING,
  bytes: 1,
  content,
  at,
  atBoundary: true,
})
const event = (id: string, name = 'message'): Content[] => [
  ...(id === '' ? [] : [{ fact: 'id', value: id, t: 0 } as const]),
  { fact: 'event', id, event: name, data: '', size: 0, digest: '', t: 0 },
]
const comment: Content = { fact: 'comment', text: '', size: 0, t: 0 }
const flow = (pieces: Piece[], lasted = 1000) =>
  flowOf({
    pieces,
    response: { at: 0, raw: NOTHING, head: { raw: '', status: 200, headers: [], framing: 'chunked', encoding: '' } },
    end: undefined,
    lasted,
  })

test('the longest silence counts the time before the first byte, and after the last', () => {
  expect(flow([piece(100, ...event('1')), piece(900, ...event('2'))]).longestSilence).toBe(800)
  expect(flow([piece(100, ...event('1'))], 5000).longestSilence).toBe(4900)
  expect(flow([piece(700, ...event('1'))]).longestSilence).toBe(700)
})

test('an event has an id of its own only where its block sets it', () => {
  expect(flow([piece(1, ...event('1')), piece(2, ...event('')), piece(3, ...event('2'))]).ids).toEqual(['1', '', '2'])
})

test('events are steady where none of several is missing', () => {
  const steady = (...at: number[]) => flow(at.map((t) => piece(t, ...event('')))).steady
  expect(steady(0, 1000, 2000, 3100, 4100)).toBe(1100)
  expect(steady(0, 1000, 2000, 3000)).toBeUndefined()
  expect(steady(0, 1000, 2000, 5000, 6000)).toBeUndefined()
  // Tokens of an answer: what comes after them is not known.
  expect(steady(0, 20, 40, 60, 80)).toBeUndefined()
  // A body of another type has no events.
  expect(flow([0, 1000, 2000, 3100, 4100].map((t) => piece(t))).steady).toBe(1100)
})

test('comments that come regularly are a heartbeat; so are events of such a name', () => {
  const at = [0, 500, 1000, 1500]
  expect(flow(at.map((t) => piece(t, comment))).heartbeat).toEqual({ every: 500, kind: 'comment' })
  expect(flow(at.map((t) => piece(t, ...event('', 'ping')))).heartbeat).toEqual({ every: 500, kind: 'event' })
  expect(flow(at.map((t) => piece(t, ...event('')))).heartbeat).toBeUndefined()
  expect(flow([0, 500, 5000].map((t) => piece(t, comment))).heartbeat).toBeUndefined()
  expect(
    flow(
      [0, 15_000].map((t) => piece(t, comment)),
      20_000,
    ).heartbeat,
  ).toEqual({ every: 15_000, kind: 'comment' })
  expect(flow([0, 500].map((t) => piece(t, comment))).heartbeat).toBeUndefined()
})

test('groups are told where every one of them is a group; a first burst may be a history', () => {
  const group = (t: number, n: number) => Array.from({ length: n }, (_, i) => piece(t + i, ...event('')))
  expect(flow([...group(0, 9), ...group(500, 3), ...group(1000, 3), ...group(1500, 4)]).cluster).toBe(3)
  expect(flow([...group(0, 9), ...group(500, 3), ...group(1000, 1), ...group(1500, 4)]).cluster).toBeUndefined()
})

test('one comment or two are no reason to stop looking, as they may be a heartbeat', () => {
  const comments = (n: number) => isAwaitingComment([...Array.from({ length: n }, () => piece(0, comment)), piece(1)])
  expect([0, 1, 2, 3].map(comments)).toEqual([false, true, true, false])
})

test('a flood of events is read in one pass', () => {
  // Comparing each event with all previous ones would be ten thousand million comparisons: longer than a test may take.
  const content = Array.from({ length: 150_000 }, (_, n) => event(String(n))).flat()
  expect(flow([{ ...piece(1), content }]).ids.length).toBe(150_000)
})

test('a heartbeat that is sent as an event needs no id', () => {
  const beat = event('', 'ping')
  const mixed = [piece(1, ...beat), piece(2, ...event('1')), piece(3, ...beat), piece(4, ...event('2'))]
  expect(flow(mixed).ids).toEqual(['1', '2'])
  // One with an id counts: clients resume by it.
  expect(flow([piece(1, ...event('1', 'ping')), piece(2, ...event('2'))]).ids).toEqual(['1', '2'])
})
