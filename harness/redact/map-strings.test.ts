import { expect, test, vi } from 'vitest'
import { mapStrings } from './map-strings.ts'

test('values and field names are mapped, at any depth; other values are kept', () => {
  const value = { a: ['x', 1, null, { b: true, c: undefined }], d: 'a' }
  expect(mapStrings(value, (text) => `${text}!`)).toEqual({
    'a!': ['x!', 1, null, { 'b!': true, 'c!': undefined }],
    'd!': 'a!',
  })
})

test('each different string is mapped once, also where the result is empty', () => {
  const map = vi.fn(() => '')
  mapStrings([{ name: 'x' }, { name: 'x' }, 'name'], map)
  expect(map.mock.calls).toEqual([['name'], ['x']])
})
