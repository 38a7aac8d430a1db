import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ClientStream, Exchange, Fact, Ms, Stage } from '../../harness/model/index.ts'
import { act, asked, end, head, idleTimer, request, sent, traceOf } from '../../harness/trace/trace.fixture.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Behind a proxy that closes idle streams; the harness wakes up late for the streams that `lateBy` has a delay for. */
function stageBehind(
  limit: Ms,
  lateBy: (stream: string) => Ms,
  closesAfter: (stream: string) => Ms = () => limit,
): { stage: Stage; opened: string[] } {
  const opened: string[] = []
  const over = new Map<string, Promise<void>>()
  let current = ''
  function exchangeOf(name: string): Exchange {
    const ended = Promise.withResolvers<void>()
    over.set(name, ended.promise)
    let timer: NodeJS.Timeout | undefined
    const write = async (): Promise<void> => {
      clearTimeout(timer)
      timer = setTimeout(ended.resolve, closesAfter(name))
      current = name
    }
    return {
      sendHead: async () => {},
      sendEvent: write,
      sendComment: write,
      end: async () => clearTimeout(timer),
      left: () => ended.promise,
    } as unknown as Exchange
  }
  const stage = {
    axes: { beat: 'comment' },
    settings: { timers: [idleTimer('proxy_read_timeout', limit)] },
    now: () => performance.now(),
    pause: (ms: Ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    within: (ms: Ms, done: Promise<unknown>) => {
      const late = lateBy(current)
      return Promise.race([
        done.then(() => true),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), ms + late)),
      ])
    },
    act: () => {},
    open(name: string) {
      opened.push(name)
      return {
        close: async () => {},
        arrived: async () => {},
        ended: () => over.get(name) ?? Promise.resolve(),
      } as unknown as ClientStream
    },
    exchange: async (name: string) => exchangeOf(name),
  } as unknown as Stage
  return { stage, opened }
}

async function openedBy(lateBy: (stream: string) => Ms, closesAfter?: (stream: string) => Ms): Promise<string[]> {
  const { stage, opened } = stageBehind(1000, lateBy, closesAfter)
  const done = run(stage)
  await vi.advanceTimersByTimeAsync(30_000)
  await done
  return opened.filter((name) => name.startsWith('beats'))
}

test('a stream that was closed because a heartbeat was late is repeated at most twice; no other is', async () => {
  const all = ['beats-50', 'beats-80', 'beats-95', 'beats-110']
  expect(await openedBy(() => 0)).toEqual(all)
  expect(await openedBy((name) => (name === 'beats-95' ? 100 : 0))).toEqual([...all, 'beats-95-repeated-1'])
  expect(await openedBy((name) => (name.startsWith('beats-95') ? 100 : 0))).toEqual([
    ...all,
    'beats-95-repeated-1',
    'beats-95-repeated-2',
  ])
})

test('a limit that a busy machine was late to keep is the configured one, if heartbeats above it do not help', async () => {
  const all = ['beats-50', 'beats-80', 'beats-95', 'beats-110']
  const again = all.map((name) => `${name}-again`)
  const silentAfter = (ms: Ms) =>
    openedBy(
      () => 0,
      (name) => (name === 'silent' ? ms : 1000),
    )
  expect(await silentAfter(1100)).toEqual(all)
  expect(await silentAfter(1400)).toEqual([...all, ...again])
  expect(await silentAfter(900)).toEqual([...all, ...again])
  // Another timer closes it: heartbeats at 1.1 times the configured limit keep it open.
  expect(
    await openedBy(
      () => 0,
      () => 1150,
    ),
  ).toEqual([...all, ...again])
})

const interval = criteria.find(({ id }) => id === 'interval')

/** A stream with heartbeats, each `every` ms but the last, which follows `last` ms later; closed 1000 ms after its last write. */
function beats(name: string, share: number, last: Ms, isCut: boolean): Fact[] {
  const every = share * 10
  return [
    act(0, 'beats', { client: name, every, share }),
    sent(400, name, 'hello'),
    sent(400 + every, name, 'beat-1'),
    ...(isCut ? [] : [sent(400 + every + last, name, 'beat-2')]),
    act(400 + every + last + 1, 'beats-done', { client: name, cut: isCut }),
  ]
}
const idleFor = (ms: Ms): Fact[] => [
  request(0, 'silent'),
  asked(1, 'silent'),
  head(2, 'silent'),
  sent(400, 'silent', 'hello'),
  act(401, 'silence'),
  end(400 + ms, 'silent'),
  act(401 + ms, 'cut'),
]
const others = [
  ...beats('beats-50', 50, 500, false),
  ...beats('beats-80', 80, 800, false),
  ...beats('beats-110', 110, 1000, true),
]
const judgedAfter = (ms: Ms, facts: readonly Fact[]) =>
  interval?.judge(traceOf([...idleFor(ms), ...others, ...facts]), undefined)
const judged = (facts: readonly Fact[]) => judgedAfter(1000, facts)

test('the result of the repetition counts; without one there is no verdict', () => {
  const late = beats('beats-95', 95, 1000, true)
  expect(judged(late)).toMatchObject({ outcome: 'noisy' })
  expect(judged([...late, ...beats('beats-95-repeated-1', 95, 950, false)])).toMatchObject({
    observed: 'bracketed',
    measures: { safe: { value: 950 }, unsafe: { value: 1100 } },
  })
  expect(judged([...late, ...beats('beats-95-repeated-1', 95, 1000, true)])).toMatchObject({ outcome: 'noisy' })
  // Late for the configured limit, even where the machine closed the silent stream later.
  const lateClose = judgedAfter(1300, beats('beats-95', 95, 1000, true))
  expect(lateClose).toMatchObject({ outcome: 'noisy' })
  // Closed although each heartbeat was in time.
  expect(judged([...late, ...beats('beats-95-repeated-1', 95, 950, true)])).toMatchObject({
    measures: { safe: { value: 800 }, unsafe: { value: 950 } },
  })
})
