import { expect, it } from 'vitest'
import type { StreamLimit } from '../../model/index.ts'
import { asOne, decidingOf, likely, type Raisable } from './deciding-limits.ts'

/** A limit whose raised value replaces the character at `streams` of a file. */
function limit(streams: number, more: Partial<StreamLimit> = {}): Raisable {
  const id = `limit ${streams}`
  const raised = {
    id,
    setting: { name: id, says: '', doc: '' },
    change: [{ file: 'a', start: streams, end: streams + 1, text: '400' }],
    originHeaders: [],
    title: `raise ${streams}`,
    why: 'why',
  }
  return { setting: raised.setting, streams, counts: 'all', how: '', isGuard: false, ...more, raised }
}
const streamsOf = (limits: readonly StreamLimit[]) => limits.map(({ streams }) => streams)

it('the four limits nearest to the measured number are raised; a rate and one that cannot be raised are not', () => {
  const { raised: _, ...fixed } = limit(10)
  const all = [limit(50), limit(9, { counts: 'rate' }), fixed, limit(12), limit(7), limit(40), limit(11)]
  expect(streamsOf(likely(all, { streams: 10 }))).toEqual([11, 12, 7, 40])
})

it('of several that help only together, those without which the others help are left out', async () => {
  const helping = (needed: readonly string[]) => async (some: readonly string[]) =>
    needed.every((one) => some.includes(one))
  expect(await decidingOf(['a', 'b', 'c'], helping(['b']))).toEqual(['b'])
  expect(await decidingOf(['a', 'b', 'c', 'd'], helping(['b', 'd']))).toEqual(['b', 'd'])
  expect(await decidingOf(['a', 'b'], helping(['a', 'b']))).toEqual(['a', 'b'])
  expect(await decidingOf(['a', 'b'], helping(['e']))).toEqual([])
})

it('several are one limit with all changes, and a guard where one of them is a guard', () => {
  const one = asOne([limit(1), limit(5, { isGuard: true })])
  expect(one).toMatchObject({ streams: 1, isGuard: true, raised: { id: 'limit 1 limit 5', title: 'raise 1; raise 5' } })
  expect(one?.raised.change).toHaveLength(2)
  expect(asOne([limit(1), limit(5)])).toMatchObject({ isGuard: false })
  expect(asOne([])).toBeUndefined()
})
