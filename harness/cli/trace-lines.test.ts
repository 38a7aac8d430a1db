import { expect, test } from 'vitest'
import type { Fact } from '../model/index.ts'
import { traceLines } from './trace-lines.ts'

const padding = (t: number, written: number): Fact =>
  ({ t, side: 'origin', client: 'stream', fact: 'sent', what: 'padding', id: '', bytes: 64, written }) as Fact
const stall = (t: number, ms: number): Fact => ({ t, side: 'harness', fact: 'stall', ms })
const event = (t: number, id: string): Fact =>
  ({ t, side: 'client', client: 'stream', attempt: 1, fact: 'event', id, size: 46 }) as Fact

test('of four or more of a kind in a row the first and the last are shown, and what stalled meanwhile', () => {
  const facts = [
    event(1, '1'),
    padding(2, 64),
    padding(3, 128),
    stall(3.5, 41),
    padding(4, 192),
    stall(4.5, 30),
    padding(5, 256),
    event(6, '2'),
  ]
  expect(traceLines({ facts })).toEqual([
    '       1.0 ms  client stream         got event "1" (46 characters)',
    '       2.0 ms  test upstream stream  sent padding, 64 bytes (64 in total)',
    '                                     … 2 more of these; event-loop stalls meanwhile: 2, the longest 41 ms',
    '       5.0 ms  test upstream stream  sent padding, 64 bytes (256 in total)',
    '       6.0 ms  client stream         got event "2" (46 characters)',
  ])
  expect(traceLines({ facts }, { every: true })).toHaveLength(facts.length)
})

test('three of a kind, events and the padding of two streams are not folded; nothing is lost or out of order', () => {
  const other = (t: number): Fact => ({ ...padding(t, 64), client: 'other' }) as Fact
  for (const facts of [
    [padding(1, 64), stall(1.5, 30), padding(2, 128), padding(3, 192)],
    [event(1, '1'), event(2, '2'), event(3, '3'), event(4, '4'), event(5, '5')],
    [padding(1, 64), padding(2, 64), other(3), other(4), padding(5, 64)],
    [event(1, '1'), stall(2, 30), event(3, '2'), stall(4, 50)],
  ]) {
    expect(traceLines({ facts })).toEqual(traceLines({ facts }, { every: true }))
  }
})

test('evidence is marked', () => {
  const lines = traceLines({ facts: [event(1, '1'), event(2, '2')] }, { marked: new Set([1]) })
  expect(lines.map((line) => line[0])).toEqual([' ', '→'])
})
