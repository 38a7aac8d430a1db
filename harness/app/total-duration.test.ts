import { describe, expect, it, vi } from 'vitest'
import { isTotal, totalOf } from './total-duration.ts'

const EVERY = 10_000

it.for([
  ['both are closed at the same age', 60_000, { closedAt: 61_000, sinceLast: 1500 }, 60, true],
  ['they are closed at different ages', 60_000, { closedAt: 80_000, sinceLast: 1500 }, 60, false],
  [
    'no comment was sent for longer than two intervals of the second stream',
    60_000,
    { closedAt: 60_000, sinceLast: 4500 },
    60,
    false,
  ],
  ['the difference is that of real time, with a fast clock', 3000, { closedAt: 4700, sinceLast: 1000 }, 60, true],
  ['the same difference without a fast clock', 3000, { closedAt: 4700, sinceLast: 1000 }, 1, false],
] as const)('%s', ([, first, closer, clock, expected]) => {
  expect(isTotal(first, closer, { every: EVERY, clock })).toBe(expected)
})

describe('a second stream decides', () => {
  const closed = (closedAt: number) => ({ closedAt, sinceLast: 100 })
  const open = { closedAt: undefined, sinceLast: 100 }
  const totalAfter = async (...lives: readonly Awaited<ReturnType<Parameters<typeof totalOf>[0]>>[]) => {
    const live = vi.fn(async (_every: number, _lasts: number) => lives[live.mock.calls.length - 1] ?? open)
    const total = await totalOf(live, { window: 300_000, clock: 60 })
    return { total, calls: live.mock.calls }
  }

  it('it has five times as many comments, and three times the age at which the first one was closed', async () => {
    const { total, calls } = await totalAfter(closed(60_000), closed(61_000))
    expect(total).toEqual({ closedAfter: 60_000, sound: true })
    expect(calls).toEqual([
      [10_000, 300_000],
      [2000, 180_000],
    ])
  })

  it('a limit that closes only the first one is no total duration', async () => {
    expect((await totalAfter(closed(60_000), open)).total).toEqual({ openFor: 180_000 })
    expect((await totalAfter(closed(60_000), closed(150_000))).total).toEqual({ closedAfter: 60_000, sound: false })
    expect((await totalAfter(closed(60_000), { unknown: 'why' })).total).toEqual({ unknown: 'why' })
  })

  it('there is none where the first one stays open, or is not known', async () => {
    expect(await totalAfter(open)).toEqual({ total: { openFor: 300_000 }, calls: [[10_000, 300_000]] })
    expect((await totalAfter({ unknown: 'why' })).total).toEqual({ unknown: 'why' })
  })
})
