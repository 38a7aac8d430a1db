import { expect, it } from 'vitest'
import { unfinishedOf } from './inconclusive.ts'

it('a failure whose search stopped for lack of time is reported with the number of changes that were tested', () => {
  const failure = { criterion: 'delivery/live', cells: ['delivery/h1'], tried: 3 }
  const all = [{ failure, isUnfinished: true }, { failure }, { failure, isUnfinished: false }]
  expect(unfinishedOf(all as unknown as Parameters<typeof unfinishedOf>[0])).toEqual([
    {
      criterion: 'delivery/live',
      cells: ['delivery/h1'],
      because: expect.stringContaining('stopped for lack of time after 3 changes'),
    },
  ])
})
