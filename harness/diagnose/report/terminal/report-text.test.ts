/** The text of stored checks, at two sizes of a terminal, in colour and without. After an intended change: vitest -u, and read the diff. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TOP } from '../../../matrix/folders.ts'
import { widthOf } from '../../../terminal/columns.ts'
import { countsOf, failureGroups } from '../failure-groups.ts'
import { sayReport } from '../print-report.ts'
import { type PrintedReport, redactedReport } from '../redacted.ts'
import { reportOf } from '../report.fixture.ts'
import type { RouteReport } from '../report.ts'
import { sayCheck, withoutControls } from './report-text.ts'
import { ASKED, colourScreen, NOTHING_SHOWN, plainScreen } from './screen.fixture.ts'
import { withoutTabs } from './screen.ts'
import { STORED, shownOn } from './stored-checks.fixture.ts'
import { quietRows } from './verdict-lines.ts'

const SCREENS = [
  ['80x24', plainScreen(80, 24)],
  ['80x24-colour', colourScreen(80, 24)],
  ['120x40', plainScreen(120, 40)],
  ['120x40-colour', colourScreen(120, 40)],
] as const

const widest = (rows: readonly string[]): number => Math.max(...rows.map((row) => widthOf(withoutTabs(row))))

for (const stored of STORED) {
  test.for(SCREENS)(`${stored.name} at %s`, async ([size, screen]) => {
    const rows = shownOn(stored, screen)
    await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, 'checks.fixture/golden', `${stored.name}.${size}.txt`),
    )
    expect(widest(rows)).toBeLessThanOrEqual(screen.columns)
    // With one row for the prompt.
    expect(rows.length).toBeLessThan(screen.rows)
    // Colours change nothing else.
    if (size.endsWith('-colour'))
      expect(rows.map((row) => stripVTControlCharacters(row))).toEqual(
        shownOn(stored, plainScreen(screen.columns, screen.rows)),
      )
  })

  test(`${stored.name}: the last screen has the verdict, and the last row how it ends`, () => {
    const rows = shownOn(stored, plainScreen(80, 24))
    const last = rows.slice(-23).join('\n')
    expect(last).toMatch(/^(WORKS|DEGRADED|BROKEN|REFUSED|UNKNOWN) {2}/m)
    expect(rows.at(-1)).toMatch(/\d+ s, exit [012]$/)
  })

  test(`${stored.name}: each failing criterion of the worst route is listed once, and counted so`, () => {
    const [route] = [...stored.report.routes].sort((a, b) => b.failing.length - a.failing.length)
    if (route === undefined) throw new Error('a route')
    const text = shownOn({ ...stored, report: { ...stored.report, routes: [route] } }, plainScreen(200, 400)).join('\n')
    const { errors, warnings } = countsOf(failureGroups(route))
    const codes = [...new Set(route.failing.map(({ criterion }) => criterion))]
    for (const code of codes) expect(text).toContain(code)
    const heads = text.match(/^(?:error|warning)\[/gm)?.length ?? 0
    const also = [...text.matchAll(/^ *= also (?:fixes|fails): (.*)$/gm)].flatMap(([, list = '']) => list.split(', '))
    expect(heads + also.length).toBe(errors + warnings)
  })

  test(`${stored.name}: one row a route with --quiet`, () => {
    const rows = quietRows(stored.report.routes, plainScreen(80, 24))
    expect(rows).toHaveLength(stored.report.routes.length)
    expect(widest(rows)).toBeLessThanOrEqual(80)
  })
}

test('routes of one name and path on two ports are told apart by the port', () => {
  const [route] = STORED.flatMap(({ report }) => report.routes)
  const at = (address: string) => (route === undefined ? [] : [{ ...route, host: 'x.example', path: '/e/', address }])
  const rows = (...addresses: string[]) => quietRows(addresses.flatMap(at), plainScreen(80, 24)).join('\n')
  expect(rows('*:8081', '*:8082')).toMatch(/ x\.example:8081\/e\/ .*\n.* x\.example:8082\/e\/ /)
  expect(rows('*:8081')).toContain(' x.example/e/ ')
})

test('the session of docs/ops.md is what is printed', () => {
  const [session] = STORED.filter(({ name }) => name === 'one-default')
  const docs = readFileSync(join(TOP, 'docs', 'ops.md'), 'utf8')
  expect(session && docs).toContain(`\n${session && shownOn(session, plainScreen(80, 24), true).join('\n')}\n`)
})

test('nothing is wider than the terminal, whatever stands in a report: wide characters, long words, tabs, many failures', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', ' ', '\t', '日', 'e\u0301', '👩‍💻', '\n', '\x1b', '-', '/'),
    maxLength: 300,
  })
  const sizes = fc.record({ columns: fc.integer({ min: 20, max: 200 }), rows: fc.integer({ min: 10, max: 60 }) })
  fc.assert(
    fc.property(word, sizes, fc.integer({ min: 1, max: 12 }), (text, { columns, rows }, many) => {
      const printed = redactedReport(manyOf(reportOf(text), many))
      const change = printed.routes[0]?.combined?.diff ?? ''
      const screen = plainScreen(columns, rows)
      // As source lines and commands are passed in: without control characters.
      const plain = text.replace(/(?!\t)\p{Cc}/gu, '')
      const source = { where: 'app.conf:3', line: 3, text: plain }
      const all = [
        ...sayCheck(printed, { change, sources: () => source }, { ...ASKED, command: plain }, screen),
        ...sayReport(printed, change, screen),
        ...quietRows(withoutControls(printed).routes, screen),
      ]
      expect(widest(all)).toBeLessThanOrEqual(columns)
      expect(all.join('')).not.toMatch(/(?!\t)\p{Cc}/u)
    }),
    { numRuns: 60 },
  )
})

function manyOf(report: ReturnType<typeof reportOf>, many: number): typeof report {
  const routes = report.routes.map(
    (route): RouteReport => ({
      ...route,
      failing: Array.from({ length: many }, (_, n) =>
        route.failing.map((one) => ({ ...one, criterion: `${one.criterion}${n}` })),
      ).flat(),
    }),
  )
  return { ...report, routes }
}

test.for([1, 4, 12])('one screen holds it, whatever fails: %d criteria for as many reasons', (many) => {
  const report = reportOf('some words of a report that goes on for a while, as they do')
  const [route] = report.routes
  const failing = (route?.failing ?? []).slice(1)
  const reasons = Array.from({ length: many }, (_, n) =>
    failing.map((one) => ({
      ...one,
      criterion: `scenario-${n}/criterion`,
      causes: one.causes.map((cause) => ({ ...cause, name: `${n}` })),
    })),
  ).flat()
  const printed = redactedReport({ ...report, written: [], routes: [{ ...route, failing: reasons }] } as typeof report)
  const change = `--- a/app.conf\n+++ b/app.conf\n@@ -1,1 +1,41 @@\n a\n${'+b;\n'.repeat(40)}`
  const rows = sayCheck(printed, { ...NOTHING_SHOWN, change }, ASKED, plainScreen(80, 24))
  expect(rows.length).toBeLessThanOrEqual(many > 4 ? 30 : 23)
  for (let n = 0; n < many; n += 1) expect(rows.join('\n')).toContain(`scenario-${n}/criterion`)
})

test('a pipe or a file has no last row: all of the change, as a diff with its lines as they are', () => {
  const printed = redactedReport(reportOf('words'))
  const long = `+${'long '.repeat(30)}`
  const change = `--- a/app.conf\n+++ b/app.conf\n@@ -1,1 +1,42 @@\n a\n${'+b;\n'.repeat(40)}${long}\n`
  const rows = sayCheck(printed, { ...NOTHING_SHOWN, change }, ASKED, plainScreen(80, Number.POSITIVE_INFINITY))
  expect(rows.join('\n')).toContain(change.trimEnd())
  expect(rows.join('\n')).not.toContain('more rows of the change')
})

const lastRows = (asked: Partial<typeof ASKED>, report: Partial<PrintedReport> = {}): string =>
  sayCheck(
    { ...redactedReport(reportOf('words')), written: [], interrupted: false, ...report },
    NOTHING_SHOWN,
    { ...ASKED, ...asked },
    plainScreen(120, 24),
  ).join('\n')

test('a check that is kept names the command that shows all of it without another run', () => {
  expect(lastRows({ isKept: true })).toContain('check --last: answers, passes, substitutions')
  expect(lastRows({ isKept: true })).not.toContain('--verbose')
  expect(lastRows({})).toContain('--verbose: answers, passes, substitutions')
})

test('where several routes fail, the command that shows the causes of each is whole', () => {
  const [route] = reportOf('words').routes
  const routes = route === undefined ? [] : [route, { ...route, path: '/other/' }]
  const [works] = routes.map((one) => ({ ...one, grade: 'works' as const, failing: [] }))
  expect(lastRows({ isKept: true }, { routes })).toContain("sse-compat check --last: each route's causes")
  expect(lastRows({ isKept: false }, { routes })).toContain("sse-compat check app.conf --verbose: each route's causes")
  expect(lastRows({ isKept: true }, { routes: [routes[0], works].flatMap((one) => one ?? []) })).not.toContain(
    "each route's",
  )
})

test('--fix that writes nothing states so, with the reason', () => {
  const [route] = reportOf('words').routes
  const works = route === undefined ? [] : [{ ...route, grade: 'works' as const, failing: [] }]
  const untested = works.map((one) => ({ ...one, grade: 'unknown' as const }))
  expect(lastRows({ isFix: true }, { routes: works })).toContain('fix    nothing was written: nothing fails')
  expect(lastRows({ isFix: true })).toContain(
    'nothing was written: no change of this configuration was verified to help',
  )
  expect(lastRows({ isFix: true }, { routes: untested })).not.toContain('nothing fails')
  expect(lastRows({ isFix: true }, { interrupted: true })).toContain('nothing was written: the check was interrupted')
  expect(lastRows({})).not.toContain('nothing was written')
})
