import { expect, test } from 'vitest'
import { comparableRun } from '../../harness/verdict/diff/comparable.ts'
import { compare } from '../../harness/verdict/diff/compare.ts'
import { commandsIn } from '../ci/readers.fixture.ts'
import { EVIL, hostile } from '../formats/html/hostile.fixture.ts'
import { cell, finding, report } from '../formats/markdown/fixture.ts'
import { diffMarkdown } from './markdown.ts'
import { diffText } from './text.ts'

const live = (outcome: 'pass' | 'fail', value: number, actual = '10 of 10') =>
  finding('delivery/live', {
    outcome,
    observed: outcome === 'pass' ? 'live' : 'held',
    actual,
    measures: { held: { value, unit: 'ms' } },
  })
const runOf = (count: number, outcome: 'pass' | 'fail', value: number, actual?: string) =>
  report({
    run: outcome,
    cells: Array.from({ length: count }, (_, n) => [
      cell(`p${n}`, 'a', [live(outcome, 1, actual)]),
      cell(`p${n}`, 'b', [live('pass', value)]),
      cell(`p${n}`, 'c', [live('fail', value)]),
    ]).flat(),
  })
const between = (before: ReturnType<typeof report>, after: ReturnType<typeof report>) =>
  compare(comparableRun(before, false), comparableRun(after, false))
const regressed = between(runOf(2, 'pass', 1), runOf(2, 'fail', 900))

test('the text names what got worse first, and what moved', () => {
  expect(diffText(regressed)).toBe(`pass → fail: 2 regressions, 2 measures moved (6 test cases compared)

Regressions: it passed, and fails
  nginx/p0  delivery/live: pass (live) → fail (held)
    10 of 10
    1 test case: delivery/a
  nginx/p1  delivery/live: pass (live) → fail (held)
    10 of 10
    1 test case: delivery/a

Measures that moved beyond their spread
  nginx/p0  delivery/live, buffered: 1 ms → 900 ms (up, in 2 of 2)
  nginx/p1  delivery/live, buffered: 1 ms → 900 ms (up, in 2 of 2)
`)
  const same = between(runOf(1, 'pass', 1), runOf(1, 'pass', 1))
  expect(diffText(same)).toBe('pass → pass: nothing changed (3 test cases compared)\n')
})

test('Markdown has the same, and fits a comment of a pull request', () => {
  const text = diffMarkdown(regressed)
  expect(text).toContain('### Event streams: 2 regressions, 2 measures moved')
  expect(text).toContain(
    '| `nginx/p0` | `delivery/live` | `pass (live) → fail (held)` 10 of 10 | `1 test case: delivery/a` |',
  )
  const many = diffMarkdown(between(runOf(500, 'pass', 1), runOf(500, 'fail', 900, 'ä'.repeat(600))))
  expect(many.length).toBeLessThanOrEqual(65_536)
  expect(Buffer.byteLength(many)).toBeLessThanOrEqual(65_536)
})

test('hostile text has no effect in it', () => {
  const [one] = hostile.cells
  const passing = {
    ...hostile,
    cells: hostile.cells.map((each) => ({
      ...each,
      outcome: one?.outcome ?? each.outcome,
      findings: each.findings.map((finding) => ({ ...finding, outcome: 'pass' as const, observed: 'pass' })),
    })),
  }
  const comparison = between(passing, hostile)
  expect(comparison.changes.length).toBeGreaterThan(2)
  const text = diffText(comparison)
  const markdown = diffMarkdown(comparison)
  for (const content of [text, markdown]) {
    expect(content.match(/(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu) ?? []).toEqual([])
    expect(commandsIn(content)).toEqual([])
    expect(content).not.toContain('##[')
    expect(content).not.toContain(EVIL)
  }
  const outsideCode = markdown.replace(/(`+)[^\n]*?[^`\n]\1(?!`)/g, '').replaceAll('<!-- -->', '')
  expect(outsideCode).not.toMatch(/<(?:img|script|\/style|!--)/)
  expect(outsideCode).not.toMatch(/(?<!\\)\]\(javascript:/)
  expect(markdown.replace(/(`+)[^\n]*?[^`\n]\1(?!`)/g, '')).not.toMatch(/@[\w-]|https?:\/\//)
})
