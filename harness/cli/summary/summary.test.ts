import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { cell, finding, profile, report } from '../../../reports/formats/markdown/fixture.ts'
import type { CellVerdict, CriterionVerdict, Report } from '../../model/index.ts'
import { widthOf } from '../../terminal/columns.ts'
import { type Detail, type Ending, summaryOf } from './summary.ts'

const ENDING: Ending = { file: 'reports/runs/1/index.html', took: 20_300, exitCode: 0, notDone: [] }
const HOSTILE = 'a\x1b[2Jb\u202ec日本語'

function print(one: Report, columns = 80, detail: Detail = {}, ending: Ending = ENDING): string[] {
  return summaryOf(one, ending, Object.assign(new PassThrough(), { columns }), detail)
}

const limited = (criterion: string, actual: string): CriterionVerdict =>
  finding(criterion, {
    kind: 'optimal',
    outcome: 'fail',
    observed: 'limited',
    actual,
    expectation: { observed: 'limited', reason: 'it always does', always: true },
  })
const failing = (criterion: string, rest: Partial<CriterionVerdict> = {}): CriterionVerdict =>
  finding(criterion, { outcome: 'fail', observed: 'held', actual: `${criterion} fails`, ...rest })
const known: Partial<CriterionVerdict> = { expectation: { observed: 'held', reason: 'its default' } }

const apache = (name: string, findings: CriterionVerdict[]): CellVerdict =>
  cell(name, 'chunked', findings, { proxy: 'apache', build: 'apache-2.4.71', question: `apache/${name}/delivery` })
const ofApache = { proxy: 'apache', build: 'apache-2.4.71', grade: 'degraded' } as const

const whole = report({
  profiles: [
    profile('defaults'),
    profile('hostile'),
    profile('off', { grade: 'works' }),
    profile('first', ofApache),
    profile('second', ofApache),
  ],
  cells: [
    cell('defaults', 'chunked', [failing('delivery/live', known)]),
    cell('hostile', 'chunked', [
      failing('delivery/live', known),
      failing('delivery/head', known),
      failing('a/b', known),
    ]),
    cell('off', 'chunked', [finding('delivery/live')]),
    apache('first', [limited('http2/many', '6 of 32 streams are served')]),
    apache('second', [
      limited('leaves/noticed', 'disconnect not propagated within 2.4 s'),
      limited('http2/many', '6 of 32 streams are served'),
    ]),
  ],
})

test('grades of each product, what is broken, whether it is expected, and the report last', () => {
  expect(print(whole)).toEqual([
    '         works  degraded  broken  refused',
    ' nginx       1         0       2        0',
    ' apache      0         2       0        0',
    ' apache limits: 6 of 32 streams are served; disconnect not propagated within',
    '                2.4 s',
    '',
    ' BROKEN (2)        first failing check',
    ' ✗ nginx/hostile   delivery/live fails                                     +2',
    ' ✗ nginx/defaults  delivery/live fails',
    ' TESTED    5 test cases: 5 as expected',
    ' EXPECTED  all as expected: 0 regressions, 0 improvements; the 2 broken',
    '           configurations are known: expect.yaml lists each with its reason',
    ' REPORT    reports/runs/1/index.html                                20 s, exit 0',
  ])
})

test('a limitation that the first profile does not show is printed, and each once', () => {
  const text = print(whole, 200).join('\n')
  expect(text.match(/disconnect not propagated/g)).toHaveLength(1)
  expect(text.match(/6 of 32/g)).toHaveLength(1)
})

const deviating = report({
  profiles: [profile('x'), profile('y', { grade: 'works' })],
  cells: [
    cell('x', 'chunked', [failing('delivery/live', { against: 'worse' })]),
    cell('x', 'close-delimited', [failing('delivery/live', { against: 'worse' })]),
    cell('y', 'chunked', [finding('delivery/live', { against: 'better', ...known })]),
    cell('z', 'chunked', [], { outcome: { state: 'broken', stage: 'start', message: 'no port\nstack', logs: '' } }),
  ],
  stale: [{ where: 'expect.yaml:3', message: 'no profile "q"' }],
})

test('each deviation is printed once, with what was expected, and what has no result', () => {
  const lines = print(deviating, 120, { quiet: true })
  expect(lines.slice(0, -1)).toEqual([
    ' EXPECTED  1 regression, 1 improvement; 1 stale entry of expect.yaml; 1 without a result',
    '   · nginx/x delivery/live: delivery/live fails, expected pass (2 test cases)',
    '   · nginx/y delivery/live: live, expected held; remove the entry from expect.yaml',
    '   · stale entry, expect.yaml:3: no profile "q"',
    '   · nginx/z: the harness failed: no port stack',
  ])
})

test('what could not be done is printed, and an interruption', () => {
  const ending = { ...ENDING, exitCode: 2, notDone: ['nginx, sid: no such suite.'] }
  expect(print({ ...whole, interrupted: true }, 120, { quiet: true }, ending)).toEqual([
    ' EXPECTED  all as expected: 0 regressions, 0 improvements; the 2 broken configurations are known: expect.yaml lists each',
    '           with its reason; interrupted: only the test cases that had finished are in the report',
    ' NOT DONE  nginx, sid: no such suite.',
    expect.stringMatching(/^ REPORT {4}.* 20 s, exit 2$/),
  ])
})

test('--verbose has every profile with its headline, and the time', () => {
  const text = print(whole, 80, { verbose: true }).join('\n')
  expect(text).toContain(' works     nginx/off       With a close-delimited origin: nothing until\n')
  expect(text).toContain("5 test cases and 0 controls in 9.9 s; the scheduler's lower bound is\n")
  expect(text.replace(/\s+/g, ' ')).toContain('sse-compat itself delayed by a busy machine: 0.1 s in total')
})

test('what a default run left out is printed, with the command that runs it', () => {
  const skipped = { cases: 5386, scenarios: ['a', 'b'], narrowed: [], command: 'npm start -- --all' }
  expect(print({ ...whole, skipped }, 120).at(-2)).toBe(
    ' NEXT      your own configuration: npx sse-compat check <file or folder>',
  )
  expect(print({ ...whole, skipped }, 120).at(-3)).toBe(
    ' SKIPPED   5,386 further test cases by default, 2 scenarios in whole; everything: npm start -- --all',
  )
})

test('several builds of a product are told apart; chains are one row', () => {
  const chain = { proxy: 'chain', build: 'nginx-1.26.3-debian-trixie+apache-2.4.71', grade: 'works' } as const
  const other = 'nginx-1.31.2-debian-sid'
  const builds = [...whole.environment.builds, { id: other, product: 'nginx', version: '1.31.2', origin: '' }]
  const text = print({
    ...report({ profiles: [profile('a'), profile('a', { build: other }), profile('c', chain)] }),
    environment: { ...whole.environment, builds },
  }).join('\n')
  expect(text).toMatch(/^ nginx 1\.26\.3 +0 +0 +1 +0$/m)
  expect(text).toMatch(/^ nginx 1\.31\.2 +0 +0 +1 +0$/m)
  expect(text).toMatch(/^ chain +1 +0 +0 +0$/m)
  expect(text).toContain(' ✗ nginx/a 1.31.2')
})

const hostile = report({
  profiles: Array.from({ length: 12 }, (_, n) => profile(`${HOSTILE}${n}`, { headline: HOSTILE, build: HOSTILE })),
  cells: Array.from({ length: 12 }, (_, n) =>
    cell(
      `${HOSTILE}${n}`,
      'chunked',
      [
        failing('delivery/live', { actual: HOSTILE.repeat(20), against: 'worse' }),
        limited('http2/many', HOSTILE.repeat(9)),
      ],
      { build: HOSTILE },
    ),
  ),
})

test.for([20, 40, 79, 80, 120])('nothing is wider than a terminal of %i columns, or steers it', (columns) => {
  for (const detail of [{}, { quiet: true }, { verbose: true }]) {
    for (const one of [whole, deviating, hostile, report()]) {
      const lines = print(one, columns, detail, { ...ENDING, notDone: [HOSTILE.repeat(30)] })
      expect(lines.filter((line) => widthOf(line) > Math.max(40, columns))).toEqual([])
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }
  }
})

test('of a full run, at 80 columns, everything is on a screen of 24 rows', () => {
  const names = Array.from({ length: 80 }, (_, n) => `profile-${n}`)
  const many = report({
    profiles: names.map((name) => profile(name)),
    cells: names.map((name) =>
      cell(name, 'chunked', [failing('delivery/live', known), limited('a/b', 'it is limited')]),
    ),
  })
  const lines = print(many)
  expect(lines.length).toBeLessThanOrEqual(23)
  expect(lines).toContain('   … 72 more in the report, or with --verbose')
})

test('a path that is wider than the terminal is not cut, and has a line of its own', () => {
  const file = `reports/${'x'.repeat(100)}/index.html`
  expect(print(whole, 80, {}, { ...ENDING, file }).slice(-2)).toEqual([' REPORT    20 s, exit 0', file])
})
