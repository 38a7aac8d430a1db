import { expect, test } from 'vitest'
import { expectedTime, headerLines, longestOf } from './run-header.ts'

const CAP = { longest: 30_000, clock: 60 }
const USUAL = { longest: 5000 }

test('a chain whose clock cannot be made faster takes real time, and the header says so', () => {
  expect(longestOf([USUAL, CAP], 'local')).toBe(30_000)
  expect(longestOf([USUAL, CAP], 'remote')).toBe(1_800_000)
  expect(longestOf([], 'remote')).toBe(0)
  const facts = { tool: 'it', builds: [], runtime: 'remote', cores: 2, configurations: 1, scenarios: 1, cases: 4 }
  const expected = expectedTime(facts.cases, facts.cores, longestOf([CAP], 'remote'))
  expect(headerLines({ ...facts, expected }, 200)[1]).toMatch(/4 test cases, about 30 min 0 s$/)
})
