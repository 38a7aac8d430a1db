/**
 * Compares measures of golden traces with the parameters of the defects, which are known independently of the criterion. The
 * tolerance covers the resolution of the method (steps of padding, one heartbeat interval) and delays of the machine that
 * recorded the trace.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { GoldenVerdicts } from '../harness/verdict/golden.ts'

interface Known {
  readonly is: number
  readonly unit: string
  /** Lowest and highest allowed ratio of the measure to the known number. */
  readonly band: readonly [number, number]
}

const wait = (is: number, upTo = 1.03): Known => ({ is, unit: 'ms', band: [0.97, upTo] })
const bytes = (is: number): Known => ({ is, unit: 'bytes', band: [1, 1.02] })
const exactly = (is: number, unit: string): Known => ({ is, unit, band: [1, 1] })

test.for<readonly [file: string, criterion: string, measure: string, known: Known]>([
  // A tick of 200 ms; the first event arrives at a random phase, and the median is that of the others.
  ['delivery/ticks.chunked-60-h1', 'prompt', 'delay', { is: 200, unit: 'ms', band: [0.85, 1.15] }],
  ['delivery/ticks-slowly.chunked-60-h1', 'prompt', 'delay', wait(2500, 1.05)],
  ['delivery/holds-bytes.chunked-60-h1', 'live', 'held', bytes(4096)],
  ['delivery/holds-bytes.chunked-60-h1', 'live', 'heldNext', bytes(4096)],
  ['delivery/holds-start.chunked-60-h1', 'live', 'held', bytes(4096)],
  ['delivery/one-behind.chunked-60-h1', 'live', 'behind', exactly(1, 'events')],
  ['threshold/threshold-3k.chunked-h1', 'held', 'heldRandom', { is: 3000, unit: 'bytes', band: [1, 1.02] }],
  ['threshold/threshold-3k.chunked-h1', 'held', 'heldSpaces', { is: 3000, unit: 'bytes', band: [1, 1.02] }],
  ['heartbeat/cuts-idle.comment-h1', 'quiet', 'cutAfter', wait(2000)],
  // The largest interval that kept the stream open is just below the limit; the next one tested is above it.
  ['heartbeat/cuts-idle.comment-h1', 'interval', 'safe', { is: 2000, unit: 'ms', band: [0.9, 1] }],
  ['heartbeat/cuts-idle.comment-h1', 'interval', 'unsafe', { is: 2000, unit: 'ms', band: [1, 1.2] }],
  ['idle-cut/cuts-after-minute.h1', 'limit', 'cutAfter', wait(60_000)],
  ['idle-cut/cuts-after-minute.h1', 'interval', 'safe', { is: 60_000, unit: 'ms', band: [0.9, 1] }],
  ['idle-cut/cuts-after-minute.h1', 'interval', 'unsafe', { is: 60_000, unit: 'ms', band: [1, 1.25] }],
  ['slow-head/gives-up-after-minute', 'limit', 'limit', wait(60_000)],
  ['slow-head/asks-slow-origin-again', 'limit', 'limit', wait(60_000)],
  ['slow-head/asks-slow-origin-again', 'once', 'asked', exactly(2, 'count')],
  // An event is sent every few seconds of the proxy's time, and the last one before the end is what is observed.
  ['total-cap/cuts-after-minute-busy', 'cap', 'longest', wait(60_000, 1.06)],
  ['reload-deadline/drops-after-reload', 'deadline', 'droppedAfter', wait(8000)],
  ['capacity/eight-streams', 'streams', 'streams', exactly(8, 'count')],
  // The first address gets eight of the 420 streams that the scenario opens at most.
  ['capacity/eight-per-address', 'counts', 'more', exactly(412, 'count')],
  ['capacity/eight-per-connection', 'counts', 'more', exactly(1, 'count')],
  ['six-connections/four-streams', 'seventh', 'streams', exactly(4, 'count')],
  ['http2/eight-on-a-connection', 'many', 'streams', exactly(8, 'count')],
  ['retry-replay/asks-again', 'requests', 'requests', exactly(2, 'count')],
])('%s: %s, %s', ([file, criterion, measure, { is, unit, band }]) => {
  const [scenario = '', trace = ''] = file.split('/')
  const text = readFileSync(join(import.meta.dirname, scenario, 'traces', 'expected.json'), 'utf8')
  const [name = ''] = Object.keys(JSON.parse(text) as object).filter((each) => each.startsWith(`${trace}.`))
  const finding = (JSON.parse(text) as GoldenVerdicts)[name]?.findings[`${scenario}/${criterion}`] ?? ''
  const [, value, got] = new RegExp(`; ${measure} (\\S+) (\\w+)`).exec(finding) ?? []
  expect(got).toBe(unit)
  expect(Number(value) / is).toBeGreaterThanOrEqual(band[0])
  expect(Number(value) / is).toBeLessThanOrEqual(band[1])
})
