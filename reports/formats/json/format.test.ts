import { describe, expect, test } from 'vitest'
import type { Report } from '../../../harness/model/index.ts'
import { cell, report, usual } from '../markdown/fixture.ts'
import { format as json } from './format.ts'

describe('report.json', () => {
  const content = (one: Report) => [...json.render(one, () => undefined)][0]?.content ?? ''

  test('is the report, whole', () => {
    expect(JSON.parse(content(usual))).toEqual(usual)
    expect(content(usual)).toContain('\n  "schema": 2,\n  "run"')
  })

  test('its keys are in one order, except where the order is significant', () => {
    const shuffled = JSON.parse(JSON.stringify(usual)) as Record<string, unknown>
    const reversed = Object.fromEntries(Object.entries(shuffled).reverse()) as unknown as Report
    expect(content(reversed)).toBe(content(usual))
    const withAxes = report({ cells: [cell('a', 'x', [], { axes: { zeta: '1', origin: '2', build: '3' } })] })
    expect(content(withAxes)).toMatch(/"zeta": "1",\s+"origin": "2",\s+"build": "3"/)
  })
})
