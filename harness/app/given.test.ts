import { expect, test } from 'vitest'
import { givenBy } from './given.ts'

const heartbeatGiven = (every: number | undefined): boolean =>
  givenBy({
    observation: { response: undefined },
    flow: { heartbeat: every === undefined ? undefined : { every, kind: 'comment' } },
  }).has('heartbeat')

test('a heartbeat of its own is not advised once more, unless it is slower', () => {
  expect([undefined, 5000, 15_020, 30_000].map(heartbeatGiven)).toEqual([false, true, true, false])
})
