/** Comparison of two streams, with hand-made observations. */
import { expect, test } from 'vitest'
import { againstDirect, againstIdentity } from './compare.ts'
import type { Batch, Observation } from './observation.ts'
import { gradeOf } from './report.ts'
import { streamFindings } from './stream.ts'

const head = {
  after: 5,
  status: 200,
  headers: [],
  framing: 'chunked',
  encoding: '',
  type: 'text/event-stream',
} as const
const base: Observation = {
  front: 'h1',
  head,
  batches: [],
  events: [],
  retries: [],
  bytes: 0,
  window: 20_000,
  stall: 0,
}
const arriving = (...times: number[]): Observation => ({
  ...base,
  events: times.map((t, n) => ({ t, id: `${n}`, digest: `${n}` })),
})
const batches = (...some: [after: number, events: number][]): Batch[] =>
  some.map(([after, events]) => ({ after, events, bytes: events * 100, comments: 0 }))
const ids = (found: readonly { id: string }[]): string[] => found.map(({ id }) => id)

test('the delay of the same events decides, and not how they are grouped', () => {
  const direct = arriving(0, 1000, 2000, 3000)
  expect(ids(againstDirect(arriving(3, 1004, 2003, 3009), direct))).toEqual(['as-fast-as-direct'])
  const held = againstDirect(arriving(3000, 3000, 3000, 3000), direct)
  expect(ids(held)).toEqual(['buffered-by-hop'])
  expect(held[0]?.says).toContain('1.5 s later than directly (median; at most 3.0 s)')
})

test('a delay that a stall of this machine explains is nobody’s fault', () => {
  const late = { ...arriving(0, 1600, 2600, 3000), stall: 500 }
  expect(ids(againstDirect(late, arriving(0, 1000, 2000, 3000)))).toEqual(['busy-machine'])
})

test('streams without a common event are compared by their groups', () => {
  const grouped = { ...base, batches: batches([0, 1], [1000, 5], [2000, 5], [3000, 5]) }
  const single = { ...base, batches: batches([0, 1], [300, 1], [600, 1], [900, 1], [1200, 1]) }
  expect(ids(againstDirect(grouped, single))).toEqual(['buffered-by-hop'])
  expect(ids(againstDirect(grouped, grouped))).toEqual(['grouped-by-application'])
  expect(ids(againstDirect(single, base))).toEqual(['not-comparable'])
  expect(ids(againstIdentity({ ...grouped, head: { ...head, encoding: 'gzip' } }, single))).toEqual([
    'delayed-by-compression',
  ])
})

test.for<[string, Partial<Observation>, string]>([
  [
    'silence before the end',
    { end: { after: 31_000, silence: 30_000, message: 'cut', socket: 'fin', code: '' } },
    'closed-silent',
  ],
  ['an end amid events', { end: { after: 1250, silence: 50, message: 'cut', socket: 'rst', code: '' } }, 'closed-busy'],
  [
    'an end by the framing',
    { end: { after: 1250, silence: 50, message: 'complete', socket: 'open', code: '' } },
    'ended',
  ],
])('%s', ([, more, id]) => {
  const seen = { ...base, batches: batches([0, 1], [300, 1], [600, 1], [900, 1], [1200, 1]), ...more }
  expect(ids(streamFindings(seen))).toContain(id)
})

test('headers that come late with the first byte, and a long silence', () => {
  const late = {
    ...base,
    head: { ...head, after: 2000 },
    batches: batches([2001, 1]),
    stopped: 'time' as const,
    window: 40_000,
  }
  expect(ids(streamFindings(late))).toEqual(expect.arrayContaining(['headers-late', 'no-heartbeat']))
  expect(ids(streamFindings({ ...late, stall: 900 }))).not.toContain('headers-late')
})

test('works needs that everything could be judged', () => {
  const says = ''
  expect(gradeOf([{ id: 'a', level: 'note', says }])).toBe('works')
  expect(
    gradeOf([
      { id: 'a', level: 'note', says },
      { id: 'b', level: 'unknown', says },
    ]),
  ).toBe('unknown')
  expect(
    gradeOf([
      { id: 'a', level: 'degraded', says },
      { id: 'b', level: 'unknown', says },
    ]),
  ).toBe('degraded')
})
