import { describe, expect, test } from 'vitest'
import { measured, ms } from '../../trace/facts.ts'
import { idleTimer } from '../../trace/trace.fixture.ts'
import type { Examination } from '../session.ts'
import { heartbeatOf, idleTimeoutOf, runTimeLapse } from './idle-timeout.ts'
import type { Trials } from './trials.ts'
import type { CaseRun } from './variant-runner.ts'

/** A run test case with such measures. */
function ran(measures: Readonly<Record<string, Readonly<Record<string, number>>>>): CaseRun {
  const judged = Object.entries(measures).map(([id, values]) => ({
    criterion: { id },
    finding: measured('x', {
      expected: '',
      actual: '',
      measures: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, ms(value)])),
    }),
  }))
  return { judged } as unknown as CaseRun
}

const lapse = { timer: idleTimer('proxy_read_timeout', 60_000), short: 2000, cutAfter: 2000, safeShare: 0.95 }

describe('the heartbeat that is advised', () => {
  test('is half of the limit, with the largest that kept a stream open as it was tested', () => {
    const seen = ran({ interval: { cutAfter: 20_200, safe: 19_190 } })
    expect(heartbeatOf([seen], lapse, { ms: 20_000 })).toEqual({
      everyMs: 10_000,
      largestMs: 19_190,
      limitMs: 20_000,
      lapsed: false,
    })
  })

  test('names no interval that is as long as the limit: a close that was seen too early or too late is no share of it', () => {
    const early = ran({ interval: { cutAfter: 36_500, safe: 42_200 } })
    expect(heartbeatOf([early], undefined, { ms: 45_000 })).toMatchObject({ largestMs: 42_200, lapsed: false })
    const late = ran({ interval: { cutAfter: 50_000, safe: 47_500 } })
    expect(heartbeatOf([late], undefined, { ms: 45_000 })).toBeUndefined()
    expect(heartbeatOf([late, early], lapse, { ms: 45_000 })).toMatchObject({ largestMs: 42_200, lapsed: false })
    expect(heartbeatOf([late], lapse, { ms: 45_000 })).toMatchObject({ largestMs: 42_750, lapsed: true })
    expect(heartbeatOf([], { ...lapse, safeShare: 1 }, { ms: 45_000 })).toBeUndefined()
  })

  test('is none below a limit that is not known', () => {
    const timer = { directive: 'x', open: { where: 'a:1', says: 'x \x24{X}' } }
    const seen = ran({ interval: { cutAfter: 60_000, safe: 55_000 } })
    expect(heartbeatOf([seen], lapse, { ms: 60_000, timer })).toBeUndefined()
    const timers = [{ ...idleTimer('x', 60_000), open: timer.open }]
    const quiet = { ...ran({ quiet: { cutAfter: 60_100 } }), tail: 'heartbeat/comment/h1' }
    expect(idleTimeoutOf([quiet], undefined, timers)?.timer?.open).toEqual(timer.open)
  })

  test('is no more than 30 s', () => {
    const seen = ran({ interval: { cutAfter: 90_000, safe: 80_000 } })
    expect(heartbeatOf([seen], undefined, { ms: 90_000 })?.everyMs).toBe(30_000)
    const sooner = ran({ interval: { cutAfter: 59_000, safe: 56_000 } })
    expect(heartbeatOf([sooner], undefined, { ms: 59_000 })?.everyMs).toBe(29_500)
  })

  test('comes from the short limit where the limit itself was not waited for', () => {
    const idle = { ms: 60_000 }
    const nothing = [ran({}), ran({ interval: { cutAfter: 2000 } }), ran({ interval: { safe: 1900 } })]
    expect(heartbeatOf(nothing, lapse, idle)).toEqual({
      everyMs: 30_000,
      largestMs: 57_000,
      limitMs: 60_000,
      lapsed: true,
    })
    expect(heartbeatOf(nothing, { ...lapse, safeShare: undefined }, idle)).toBeUndefined()
    expect(heartbeatOf(nothing, undefined, idle)).toBeUndefined()
    expect(heartbeatOf(nothing, lapse, undefined)).toBeUndefined()
  })
})

describe('the one figure for an idle timeout', () => {
  const fast = (cutAfter: number): CaseRun => ({ ...ran({ limit: { cutAfter } }), tail: 'idle-cut/h1' })
  const timers = [{ ...idleTimer('proxy_read_timeout', 30_000), where: 'a.conf:3' }]
  const timer = { directive: 'proxy_read_timeout', where: 'a.conf:3' }

  test('where load made most tries longer, the soonest one names the timer', () => {
    const tries = (least: number): CaseRun => {
      const judged = fast(31_700).judged.map((one) => ({
        ...one,
        finding: {
          ...one.finding,
          measures: { cutAfter: { ...ms(31_700), spread: { least, most: 32_000, tries: 3 } } },
        },
      }))
      return { ...fast(31_700), judged }
    }
    expect(idleTimeoutOf([tries(30_100)], undefined, timers)).toEqual({ ms: 30_000, timer })
    expect(idleTimeoutOf([tries(31_600)], undefined, timers)).toEqual({ ms: 31_700 })
  })

  test('is measured by silence, else over its whole length, and by nothing else', () => {
    const at = (tail: string, criterion: string, cutAfter: number): CaseRun => ({
      ...ran({ other: { cutAfter: 1 }, [criterion]: { cutAfter } }),
      tail,
    })
    const quiet = at('heartbeat/comment/h1', 'quiet', 30_000)
    const other = at('delivery/h1', 'quiet', 5000)
    expect(idleTimeoutOf([other, fast(20_000), quiet], undefined, [])).toEqual({ ms: 30_000 })
    expect(idleTimeoutOf([other, fast(20_000)], undefined, [])).toEqual({ ms: 20_000 })
    expect(idleTimeoutOf([other, at('delivery/h1', 'limit', 5000)], undefined, [])).toBeUndefined()
  })

  test('is no timer of another kind, whatever its length; the tolerance is a twentieth', () => {
    const total = [{ ...idleTimer('lifetime', 30_000), limits: 'total' as const }]
    expect(idleTimeoutOf([fast(30_000)], undefined, total)).toEqual({ ms: 30_000 })
    expect(idleTimeoutOf([fast(31_500)], undefined, timers)).toEqual({ ms: 30_000, timer })
    expect(idleTimeoutOf([fast(31_501)], undefined, timers)).toEqual({ ms: 31_501 })
  })

  test('is that of the timer that closes the stream then', () => {
    expect(idleTimeoutOf([fast(30_200)], undefined, timers)).toEqual({ ms: 30_000, timer })
    expect(idleTimeoutOf([fast(28_600)], undefined, timers)).toEqual({ ms: 30_000, timer })
  })

  test('is what was measured where no timer is that long', () => {
    expect(idleTimeoutOf([fast(28_400)], undefined, timers)).toEqual({ ms: 28_400 })
    expect(idleTimeoutOf([fast(14_600)], lapse, timers)).toEqual({ ms: 14_600 })
    expect(idleTimeoutOf([], undefined, timers)).toBeUndefined()
  })

  test('was verified with a short one where the limit itself was not met; a default has no place', () => {
    const byDefault = { ms: 60_000, timer: { directive: 'proxy_read_timeout' }, substitute: 2000 }
    expect(idleTimeoutOf([], lapse, [])).toEqual(byDefault)
    expect(idleTimeoutOf([fast(60_500)], lapse, [])).toEqual(byDefault)
  })

  test('is the verified one where a slow machine saw it later, and not where it was closed sooner', () => {
    expect(idleTimeoutOf([fast(65_720)], lapse, [])).toMatchObject({ ms: 60_000, substitute: 2000 })
    expect(idleTimeoutOf([fast(56_000)], lapse, [])).toEqual({ ms: 56_000 })
    const longer = [{ ...idleTimer('timeout=', 90_000), where: 'a.conf:9' }]
    expect(idleTimeoutOf([fast(90_100)], lapse, longer)).toMatchObject({ ms: 90_000, timer: { where: 'a.conf:9' } })
    expect(idleTimeoutOf([fast(99_000)], lapse, longer)).toEqual({ ms: 99_000 })
    // Neither a total duration, nor a timer that would have closed it earlier, nor one that closes it later, explains the wait.
    const others = [{ ...idleTimer('lifetime', 65_000), limits: 'total' as const }, idleTimer('a', 60_000)]
    expect(idleTimeoutOf([fast(65_720)], lapse, [...others, idleTimer('b', 75_000)])).toMatchObject({
      ms: 60_000,
      substitute: 2000,
    })
  })
})

describe('the short limit', () => {
  const HEARTBEAT = { id: 'heartbeat', criteria: [{ id: 'interval' }] }

  /** With the timers of the configuration; the variant has a limit of 2 s. */
  function of(
    timers: readonly ReturnType<typeof idleTimer>[],
    measures: Parameters<typeof ran>[0],
    scenarios: readonly object[] = [HEARTBEAT],
    again = measures,
  ) {
    const asked: unknown[] = []
    const remedies = {
      shortened: (_: unknown, timer: unknown, short: number) => asked.push([timer, short]) && { id: 'x' },
    }
    const tails: string[] = []
    const variant = {
      tails: ['delivery/h1', 'heartbeat/comment/h1'],
      run: async (tail: string) => {
        tails.push(tail)
        return ran(measures)
      },
      runAgain: async () => ran(again),
    }
    const examination = { timers, remedies, situation: {}, scenarios } as unknown as Examination
    const trials = { variantOf: (items: unknown[]) => items.length === 1 && variant } as unknown as Trials
    return runTimeLapse(examination, trials).then((found) => ({ found, asked, tails }))
  }

  test('stands for the shortest of the limits on idle streams', async () => {
    const short = idleTimer('proxy_read_timeout', 60_000)
    const total = { ...idleTimer('lifetime', 10_000), limits: 'total' as const }
    const { found, asked, tails } = await of([idleTimer('long', 90_000), total, short], {
      quiet: { cutAfter: 2010 },
      interval: { safe: 1809 },
    })
    expect(asked).toEqual([[short, 2000]])
    expect(tails).toEqual(['heartbeat/comment/h1'])
    expect(found).toEqual({ timer: short, short: 2000, cutAfter: 2010, safeShare: 0.9 })
  })

  test('is no use where it is not what ends the stream: more than a quarter away', async () => {
    const cut = async (cutAfter: number) => (await of([idleTimer('a', 60_000)], { quiet: { cutAfter } })).found
    expect(await cut(2500)).toMatchObject({ cutAfter: 2500, safeShare: undefined })
    expect(await cut(2501)).toBeUndefined()
    expect(await cut(1500)).toMatchObject({ cutAfter: 1500 })
    expect(await cut(1499)).toBeUndefined()
    expect((await of([idleTimer('a', 60_000)], {})).found).toBeUndefined()
  })

  test('is measured once more where it was seen too late, and not where the stream was closed sooner', async () => {
    const seen = async (cutAfter: number) =>
      (await of([idleTimer('a', 60_000)], { quiet: { cutAfter } }, undefined, { quiet: { cutAfter: 2010 } })).found
    expect(await seen(3100)).toMatchObject({ cutAfter: 2010 })
    expect(await seen(1000)).toBeUndefined()
  })

  test('is not asked for where the limit is short itself, or where nothing can show it', async () => {
    const seen = { quiet: { cutAfter: 2000 } }
    expect((await of([idleTimer('a', 6000)], seen)).asked).toEqual([])
    expect((await of([idleTimer('a', 6001)], seen)).asked).toHaveLength(1)
    expect((await of([], seen)).found).toBeUndefined()
    expect((await of([idleTimer('a', 60_000)], seen, [])).asked).toEqual([])
    expect((await of([idleTimer('a', 60_000)], seen, [{ ...HEARTBEAT, criteria: [] }])).asked).toEqual([])
    expect((await of([idleTimer('a', 60_000)], seen, [{ ...HEARTBEAT, id: 'x' }])).asked).toEqual([])
  })
})
