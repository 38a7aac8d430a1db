import { expect, test } from 'vitest'
import { createStage, type Route } from './stage.ts'

test('a stream cannot have the name of the request for a browser’s page, which the stage answers itself', () => {
  const route = { origin: { follow: () => ({ [Symbol.dispose]() {} }) } } as unknown as Route
  const { stage } = createStage(route, {}, 0, () => {})
  expect(() => stage.open('page')).toThrow('"page" names the request')
})
