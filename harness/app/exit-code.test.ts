import { expect, test } from 'vitest'
import { exitCodeOf } from './exit-code.ts'
import type { AppReport } from './report.ts'
import type { Row, RowState } from './row.ts'

const rowsOf = (...states: RowState[]): Row[] =>
  states.map((state) => ({ profile: 'a', build: 'b', state, says: '', problems: [] }))
const error = { id: 'a', level: 'error', says: '', rule: '' } as const
const of = (states: RowState[], more: Partial<AppReport> = {}) =>
  exitCodeOf({ problem: undefined, findings: [], rows: rowsOf(...states), ...more })

test('a failure that was seen is one whatever else is not known; what is not known is no success', () => {
  expect(of(['works', 'works', 'not-run'])).toBe(0)
  expect(of(['works', 'degraded'])).toBe(1)
  expect(of(['inconclusive', 'broken'])).toBe(1)
  expect(of(['works'], { findings: [error] })).toBe(1)
  expect(of(['works', 'inconclusive'])).toBe(2)
  expect(of(['inconclusive'])).toBe(2)
  expect(of(['not-run', 'refused'])).toBe(2)
  expect(of(['works'], { problem: 'nothing listens' })).toBe(2)
})
