import { expect, test } from 'vitest'
import { simulate } from './simulate.ts'

const one = (id: string, took: number, pool = 'waiting', cpu = 0) => ({ id, pool, took, cpu })
const slots = { each: { waiting: 2 }, together: { heavy: 1 } }
const single = { each: { waiting: 1 }, together: {} }

test('test cases of a worker share the slots of their pool', () => {
  const units = [[one('a', 100), one('b', 100), one('c', 100)]]
  expect(simulate(units, 1, 2, slots)).toMatchObject({
    wall: 200,
    boundBy: 'the slots of a pool',
    last: { pool: 'waiting' },
  })
})

test('a unit stays on one worker, and further units go to the one that is free first', () => {
  const units = [[one('a', 300)], [one('b', 100)], [one('c', 100)], [one('d', 100)]]
  expect(simulate(units, 1, 2, single).wall).toBe(600)
  expect(simulate(units, 2, 2, single)).toMatchObject({ wall: 300, boundBy: 'the longest test case' })
  expect(simulate([units.flat()], 2, 2, single).wall).toBe(600)
})

test('a run takes at least its processor time, divided by the cores', () => {
  const units = [[one('a', 100, 'waiting', 400)], [one('b', 100, 'waiting', 400)]]
  expect(simulate(units, 2, 2, slots)).toMatchObject({ wall: 400, boundBy: 'processor time' })
  expect(simulate(units, 2, 4, slots).wall).toBe(200)
})

test('the slots of a pool that the workers share are of all of them', () => {
  const units = [[one('a', 100, 'heavy')], [one('b', 100, 'heavy')], [one('c', 50)]]
  expect(simulate(units, 4, 4, slots)).toMatchObject({ wall: 200, last: { id: 'b' } })
})

test('nothing to run takes no time', () => {
  expect(simulate([], 4, 4, slots)).toMatchObject({ wall: 0, last: undefined })
})
