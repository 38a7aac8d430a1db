import { expect, test } from 'vitest'
import { shortestWait } from './timeout-lower-bound.ts'

const wait = (after: number, lateness: number, ...evidence: number[]) => ({ after, lateness, evidence })

test('undisturbed waits: the shortest, as it was seen', () => {
  expect(shortestWait([wait(1020, 0, 3), wait(1002, 0, 1), wait(1090, 0, 2)])).toEqual({
    after: 1002,
    atMost: 1002,
    sound: true,
    evidence: [1],
  })
})

test('what each leaves open, another one closes', () => {
  const told = shortestWait([wait(1381, 414, 1), wait(1078, 150, 2), wait(1171, 300, 3)])
  expect(told).toEqual({ after: (1078 + 967) / 2, atMost: 1078, sound: true, evidence: [2] })
})

test('when all were late, it is not known', () => {
  expect(shortestWait([wait(1381, 414), wait(1300, 400)])?.sound).toBe(false)
})

test('one whose lateness did not matter does not make the shortest longer', () => {
  expect(shortestWait([wait(1000, 0), wait(1300, 100)])?.after).toBe(1000)
})

test('nothing was seen', () => {
  expect(shortestWait([])).toBeUndefined()
})
