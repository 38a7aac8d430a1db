import { expect, test } from 'vitest'
import { oncePerObject } from './once-per-object.ts'

test('a value is made once for each object, also where it is undefined', () => {
  const made: object[] = []
  const make = oncePerObject((key: object) => {
    made.push(key)
    return undefined
  })
  const [one, other] = [{}, {}]
  make(one)
  make(one)
  make(other)
  expect(made).toEqual([one, other])
})
