/** The published schemas have every field that a report can have; real reports are checked where tests make them. */
import { expect, test } from 'vitest'
import { redactedReport } from '../../harness/diagnose/report/redacted.ts'
import { reportOf } from '../../harness/diagnose/report/report.fixture.ts'
import { hostile } from '../formats/html/hostile.fixture.ts'
import { storeReport } from '../formats/json/store-report.ts'
import { usual } from '../formats/markdown/fixture.ts'
import { faultsOf } from './published-schema.fixture.ts'

test('report.json', () => {
  const stored = storeReport(usual)
  expect(faultsOf('report', stored)).toEqual([])
  expect(faultsOf('report', storeReport(hostile))).toEqual([])
  expect(faultsOf('report', { ...stored, schema: 1 })).not.toEqual([])
  expect(faultsOf('report', { ...stored, more: 1 })).not.toEqual([])
  expect(faultsOf('report', { ...stored, cells: [{ ...stored.cells[0], took: '1' }] })).not.toEqual([])
})

test('check --json', () => {
  const whole = redactedReport(reportOf('text'))
  expect(faultsOf('check', whole)).toEqual([])
  expect(faultsOf('check', { ...whole, routes: [{ ...whole.routes[0], grade: 'fine' }] })).not.toEqual([])
})
