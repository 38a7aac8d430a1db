import { expect, test } from 'vitest'
import { createGrants } from './machine-grants.ts'

test('no more at once than are allowed of a kind; the kinds do not wait for each other', async () => {
  const grants = createGrants({ latency: 2, heavy: 1 })
  const order: string[] = []
  const take = async (kind: 'latency' | 'heavy', name: string) => {
    const taken = await grants.take(kind)
    order.push(name)
    return taken
  }
  const first = await take('latency', 'first')
  await take('latency', 'second')
  const third = take('latency', 'third')
  await take('heavy', 'heavy')
  expect(order).toEqual(['first', 'second', 'heavy'])
  first[Symbol.dispose]()
  await third
  expect(order).toEqual(['first', 'second', 'heavy', 'third'])
})
