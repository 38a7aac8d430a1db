import { expect, test } from 'vitest'
import { fitted, type Parts } from './row-layout.ts'
import { plainScreen } from './screen.fixture.ts'

const numbered = (what: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${what} ${n + 1}`)
const partsWith = (change: readonly string[], isChangeKept = false): Parts => ({
  diagnostics: [
    {
      level: 'error',
      code: 'delivery/live',
      title: 'events are buffered',
      source: { where: 'a.conf:5', line: 5, text: 'location / {' },
      label: 'proxy_buffering is not set',
      others: [],
      fix: 'verified fix: set proxy_buffering off',
      remarks: [],
      background: ['why'],
    },
  ],
  notes: [],
  change,
  shortChange: (most) => change.slice(0, most),
  isChangeKept,
  more: '--verbose',
  last: ['verdict'],
})
const changeIn = (rows: readonly string[]): number => rows.filter((row) => row.startsWith('change')).length

test('an excerpt of the configuration makes room for the change', () => {
  const rows = fitted(partsWith(numbered('change', 8)), plainScreen(80, 24), 12)
  expect(changeIn(rows)).toBe(8)
  expect(rows.join('\n')).not.toContain('^^^')
  expect(fitted(partsWith(numbered('change', 8)), plainScreen(80, 24), 14).join('\n')).toContain('^^^')
})

test('a change that does not fit takes all the room that is left', () => {
  const rows = fitted(partsWith(numbered('change', 30)), plainScreen(80, 24), 20)
  expect(rows).toHaveLength(20)
  expect(changeIn(rows)).toBe(17)
})

test('a change that was requested is printed, however small the screen is', () => {
  expect(changeIn(fitted(partsWith(numbered('change', 30), true), plainScreen(80, 24), 10))).toBe(30)
})
