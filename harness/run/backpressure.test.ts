import { expect, test } from 'vitest'
import { createBackpressure } from './backpressure.ts'

test('the most urgent of those that wait starts first, of equal ones the first that came', async () => {
  using backpressure = createBackpressure()
  const order: string[] = []
  const urgency = { first: 0, b: 1, c: 3, 'b too': 1, d: 2 }
  const one = async (name: keyof typeof urgency): Promise<void> => {
    using _turn = await backpressure.turn(() => urgency[name])
    order.push(name)
  }
  await Promise.all((Object.keys(urgency) as (keyof typeof urgency)[]).map(one))
  expect(order.filter((name) => name !== 'first')).toEqual(['c', 'd', 'b', 'b too'])
})
