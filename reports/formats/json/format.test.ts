import { describe, expect, test } from 'vitest'
import type { Report } from '../../../harness/model/index.ts'
import { cell, finding, report, usual } from '../markdown/fixture.ts'
import { format as json } from './format.ts'

describe('report.json', () => {
  const content = (one: Report) => [...json.render(one, () => undefined)][0]?.content ?? ''

  test('begins with its version, and has a line for each test case and result', () => {
    const lines = content(usual).split('\n')
    expect(lines.slice(0, 3)).toEqual(['{', '"schema": 4,', `"run": "${usual.run}",`])
    for (const { cell } of usual.cells)
      expect(lines.filter((line) => line.startsWith(`{"cell":"${cell}"`))).toHaveLength(1)
  })

  test('a result that repeats is written once', () => {
    const many = Array.from({ length: 500 }, (_, n) =>
      cell('a', `x${n}`, [finding('delivery/live'), finding('delivery/intact')]),
    )
    const { results, cells } = JSON.parse(content(report({ cells: many })))
    expect([results.length, cells.length]).toEqual([2, 500])
    expect(content(report({ cells: many })).length / 500).toBeLessThan(220)
  })

  test('its keys are in one order, except where the order is significant', () => {
    const shuffled = JSON.parse(JSON.stringify(usual)) as Record<string, unknown>
    const reversed = Object.fromEntries(Object.entries(shuffled).reverse()) as unknown as Report
    expect(content(reversed)).toBe(content(usual))
    const withAxes = report({ cells: [cell('a', 'x', [], { axes: { zeta: '1', origin: '2', build: '3' } })] })
    expect(content(withAxes)).toContain('"axes":{"zeta":"1","origin":"2","build":"3"}')
  })
})
