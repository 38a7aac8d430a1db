import pLimit from 'p-limit'
import { expect, test } from 'vitest'
import type { ResponseHead } from '../client/head.ts'
import { advise, type Trial } from './advise.ts'
import type { Case } from './cases.ts'
import type { Passage } from './passage.ts'
import type { ProfileResult, ProfileRunner } from './profile-run.ts'
import { judge } from './row.ts'

const FLOW = {
  events: 4,
  comments: 0,
  retry: undefined,
  ids: [],
  longestSilence: 2500,
  steady: undefined,
  heartbeat: undefined,
  cluster: undefined,
  ended: false,
}
const RUNNER = {
  flow: { ...FLOW, events: 0 },
  sending: { window: 1000, pieces: 1 },
  uncoded: { flow: FLOW, sending: { window: 7000, pieces: 1 } },
  limit: pLimit(1),
  signal: new AbortController().signal,
} as unknown as ProfileRunner
const ONE = { profile: { proxy: 'product', id: 'plain' }, build: { id: 'build' } } as unknown as Case

/** An event every 2.5 s, or a coding of its own that flushes nothing; behind a proxy that compresses unless told not to. */
function passage(encoding: string, sending: { window: number }, noTransform = false): Passage {
  const sent = { status: 200, headers: [], encoding, framing: 'chunked' } as unknown as ResponseHead
  const received = { status: 200, headers: [], encoding: encoding === '' && !noTransform ? 'gzip' : encoding }
  const arrives = encoding === '' && sending.window > 2500
  const pieces = arrives ? [{ bytes: 20, events: 1, comments: 0, after: 1 }] : []
  return { sent, received, pieces, leaving: { noticed: 'idle', after: 1 }, stall: 0 }
}

const trial: Trial = {
  passThrough: async (runner, _, { alteration = {} } = {}) => ({
    passage: passage(
      alteration.identity === true ? '' : 'br',
      runner.sending,
      alteration.set?.some(([, value]) => value.includes('no-transform')),
    ),
    recording: undefined,
  }),
  idleOf: async (_runner, _one, _recording, { alteration } = { alteration: {} }) =>
    alteration.heartbeat === undefined ? { closedAfter: 60_000, sound: true } : { openFor: 84_000, sound: true },
  totalOf: async () => ({ openFor: 300_000, sound: true }),
}

async function adviceFor(runner: ProfileRunner, by = trial) {
  const before = passage('br', runner.sending)
  const row = { profile: 'product/plain', build: 'build', ...judge(before, undefined, undefined) }
  const result: ProfileResult = {
    case: ONE,
    row,
    passage: before,
    recording: undefined,
    idle: undefined,
    total: undefined,
  }
  return await advise(runner, [result], new Set(['chunked']), 'express', () => {}, by)
}

test('problems that its own compression hides are solved, too', async () => {
  const { advice, after } = await adviceFor(RUNNER)
  expect(advice?.remedies.map(({ id }) => id)).toEqual(['identity', 'no-transform', 'heartbeat'])
  expect(after.get('product/plain build')?.state).toBe('works')
})

test('without its compression, a stream is tested with the timing that it has then', async () => {
  const windows = new Set<number>()
  await adviceFor(RUNNER, {
    ...trial,
    passThrough: (runner, one, variation) => {
      if (variation?.alteration?.identity === true) windows.add(runner.sending.window)
      return trial.passThrough(runner, one, variation)
    },
  })
  expect([...windows]).toEqual([7000])
})
