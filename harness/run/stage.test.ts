import { expect, test } from 'vitest'
import { createStage, type Route } from './stage.ts'

const route = { origin: { follow: () => ({ [Symbol.dispose]() {} }) } } as unknown as Route

test('a stream cannot have the name of the request for a browser’s page, which the stage answers itself', () => {
  const { stage } = createStage(route, {}, 0, () => {})
  expect(() => stage.open('page')).toThrow('"page" names the request')
})

test.skipIf(process.platform !== 'linux')('other clients are to be had on the loopback alone', () => {
  const at = (host: string) =>
    createStage({ ...route, address: { host, port: 1 } }, {}, 0, () => {}).stage.otherAddresses
  expect(new Set(at('127.83.4.7')).size).toBe(64)
  expect(at('172.17.0.2')).toEqual([])
})

test('a run that goes on when its cell is over waits for ever', async () => {
  const { stage, close } = createStage(route, {}, 0, () => {})
  expect(await stage.within(1000, Promise.resolve())).toBe(true)
  await close()
  const goesOn = stage.within(0, Promise.resolve()).then(() => 'goes on')
  expect(await Promise.race([goesOn, new Promise((resolve) => setTimeout(resolve, 50, 'waits'))])).toBe('waits')
})
