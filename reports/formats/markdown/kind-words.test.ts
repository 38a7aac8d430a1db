import { expect, test } from 'vitest'
import { cell, finding, profile, report } from './fixture.ts'
import { format } from './format.ts'

test('an optional criterion is called optional, as on the page', () => {
  const failing = finding('heartbeat/quiet', { kind: 'optimal', outcome: 'fail', observed: 'cut', actual: 'closed' })
  const files = [
    ...format.render(report({ profiles: [profile('a')], cells: [cell('a', 'x', [failing])] }), () => undefined),
  ]
  const [main = '', page = ''] = files.map(({ content }) => content)
  expect(page).toContain('## ✗ heartbeat/quiet (optional): cut')
  expect(main).toMatch(/`heartbeat\/quiet`\]\([^)]*\) \(optional\): cut/)
  expect(main.replace('`optimal` in report.json', '')).not.toContain('optimal')
})
