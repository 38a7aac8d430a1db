import { expect, test } from 'vitest'
import type { Found } from './finding.ts'
import type { Observation } from './observation.ts'
import { bySide, resumedBySide } from './which-side.ts'

const WINDOW = 12_000
const seen = (end?: number, encoding = ''): Observation => ({
  front: 'h1',
  head: { after: 1, status: 200, headers: [], framing: 'chunked', encoding, type: 'text/event-stream' },
  batches: [],
  events: [],
  retries: [],
  bytes: 1,
  window: WINDOW,
  stall: 0,
  ...(end === undefined
    ? { stopped: 'time' }
    : { end: { after: end, silence: 0, message: 'cut', socket: 'fin', code: '' } }),
})
const closed: Found = { id: 'closed-busy', level: 'broken', says: 'it was closed', trouble: 'closed' }
const ended: Found = { id: 'ended', level: 'note', says: 'it ended' }
const compressed: Found = { id: 'compressed', level: 'note', says: 'compressed', trouble: 'compressed' }
const sideOf = (found: Found, via: Observation, direct: Observation) => bySide([found], via, direct)[0]?.side

test('a stream that directly stays open, or lasts longer, is closed between the URLs', () => {
  expect(sideOf(closed, seen(5000), seen())).toBe('between')
  expect(sideOf(closed, seen(5000), seen(9000))).toBe('between')
  expect(sideOf(closed, seen(5000), seen(5300))).toBe('behind')
  // Nothing is known of what the direct stream does later.
  expect(sideOf(closed, seen(WINDOW), seen())).toBeUndefined()
  expect(sideOf(closed, seen(9000), seen(5000))).toBeUndefined()
})

test('an end that looks complete is broken where the stream goes on directly', () => {
  expect(bySide([ended], seen(5000), seen())).toMatchObject([{ id: 'ended-by-hop', level: 'broken', side: 'between' }])
  expect(bySide([ended], seen(5000), seen(5000))).toEqual([ended])
})

test('compression is of the side that has it', () => {
  expect(sideOf(compressed, seen(undefined, 'gzip'), seen())).toBe('between')
  expect(sideOf(compressed, seen(undefined, 'gzip'), seen(undefined, 'gzip'))).toBe('behind')
})

test('a Last-Event-ID that has an effect directly is dropped between the URLs', () => {
  const repeats: Found = { id: 'resume-repeats', level: 'degraded', says: 'again' }
  const resumes: Found = { id: 'resumes', level: 'note', says: 'goes on' }
  expect(resumedBySide([repeats], [resumes])[0]?.side).toBe('between')
  expect(resumedBySide([repeats], [repeats])[0]?.side).toBe('behind')
  expect(resumedBySide([repeats], [])).toEqual([repeats])
  expect(resumedBySide([resumes], [repeats])).toEqual([resumes])
})
