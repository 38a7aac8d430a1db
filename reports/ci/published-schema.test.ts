/** The published schemas have every field that a report can have; real reports are checked where tests make them. */
import { expect, test } from 'vitest'
import { redactedReport } from '../../harness/diagnose/report/redacted.ts'
import { reportOf } from '../../harness/diagnose/report/report.fixture.ts'
import { hostile } from '../formats/html/hostile.fixture.ts'
import { usual } from '../formats/markdown/fixture.ts'
import { faultsOf } from './published-schema.fixture.ts'

test('report.json', () => {
  expect(faultsOf('report', usual)).toEqual([])
  expect(faultsOf('report', hostile)).toEqual([])
  expect(faultsOf('report', { ...usual, schema: 1 })).not.toEqual([])
  expect(faultsOf('report', { ...usual, more: 1 })).not.toEqual([])
  expect(faultsOf('report', { ...usual, cells: [{ ...usual.cells[0], took: '1' }] })).not.toEqual([])
})

test('check --json', () => {
  const whole = redactedReport(reportOf('text'))
  expect(faultsOf('check', whole)).toEqual([])
  expect(faultsOf('check', { ...whole, routes: [{ ...whole.routes[0], grade: 'fine' }] })).not.toEqual([])
})
