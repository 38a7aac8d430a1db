import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createRemoteExchange } from './remote-exchange.ts'

test.for([
  [false, 'it ended'],
  [true, 'it has not ended'],
] as const)('a request that has a body: %s, before anything of it is known', async ([hasBody, expected]) => {
  const exchange = createRemoteExchange({ lastEventId: undefined, hasBody }, () => 1)
  const ended = exchange.requestEnd().then(() => 'it ended')
  expect(await Promise.race([ended, turn('it has not ended')])).toBe(expected)
})
