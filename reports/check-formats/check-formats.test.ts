/** The formats of a check, each read as its reader reads it. */
import { readFileSync } from 'node:fs'
import type { Log } from 'sarif'
import { expect, test } from 'vitest'
import { exitCodeOf } from '../../harness/diagnose/report/exit-code.ts'
import { redactedReport } from '../../harness/diagnose/report/redacted.ts'
import { reportOf } from '../../harness/diagnose/report/report.fixture.ts'
import type { CheckReport, Failure, RouteReport } from '../../harness/diagnose/report/report.ts'
import { ajv, commandsIn, faultsOfJunit, faultsOfXml, readCodeQuality, readCsv } from '../ci/readers.fixture.ts'
import { format as badge } from './badge/format.ts'
import { format as badgeSvg } from './badge-svg/format.ts'
import type { CheckFormat } from './check-format.ts'
import { format as csv } from './csv/format.ts'
import { format as github } from './github/format.ts'
import { format as gitlab } from './gitlab/format.ts'
import { format as json } from './json/format.ts'
import { format as junit } from './junit/format.ts'
import { format as sarif } from './sarif/format.ts'
import { format as summary } from './summary/format.ts'

const { id, $schema, ...schema } = JSON.parse(
  readFileSync(new URL('sarif/sarif-2.1.0-rtm.5.fixture.json', import.meta.url), 'utf8'),
) as { readonly id: string; readonly $schema: string }
/** Draft 4 calls `$id` `id`; it uses nothing else that later drafts changed. */
const isSarif = ajv().compile({ ...schema, $id: id })

const whole = reportOf('text')
const [wholeRoute] = whole.routes
const [wholeFailure] = wholeRoute?.failing ?? []
const [finding] = wholeRoute?.findings ?? []
if (wholeRoute === undefined || wholeFailure === undefined || finding === undefined)
  throw new Error('the fixture has one')

const cause = (where: string, name: string) => ({
  name,
  where,
  says: `${name} on;`,
  why: 'It buffers.',
  doc: 'https://example.com/doc',
})
const { innate: _, hidden: __, application: ___, ...explained } = wholeFailure
const failure = (criterion: string, some: Partial<Failure> = {}): Failure => ({
  ...explained,
  criterion,
  front: 'h1',
  observed: ['held'],
  actual: 'held until the end',
  causes: [cause('conf/app.conf:3', 'proxy_buffering')],
  ...some,
})

const route = (some: Partial<RouteReport> = {}): RouteReport => ({
  ...wholeRoute,
  name: 'location /',
  where: 'conf/app.conf:9',
  untested: [],
  undone: [],
  broken: false,
  myths: [],
  failing: [failure('delivery/live'), failure('burst/all')],
  findings: [
    { ...finding, criterion: 'delivery/live', outcome: 'fail', kind: 'required', case: 'delivery/chunked' },
    { ...finding, criterion: 'delivery/live', outcome: 'fail', kind: 'required', case: 'delivery/close' },
    { ...finding, criterion: 'burst/all', outcome: 'fail', kind: 'required', case: 'burst' },
    { ...finding, criterion: 'resume/lost', outcome: 'pass', kind: 'required', case: 'resume' },
    { ...finding, criterion: 'http2/all', outcome: 'inconclusive', kind: 'required', case: 'http2' },
  ],
  ...some,
})

const report = (routes: readonly RouteReport[], some: Partial<CheckReport> = {}): CheckReport => ({
  ...whole,
  config: 'conf/app.conf',
  tool: 'sse-proxy-compat 0.1.0',
  interrupted: false,
  written: [],
  expected: [],
  routes,
  ...some,
})

const myth = {
  where: 'conf/app.conf:5',
  says: 'a line',
  truth: 'It does nothing',
  doc: 'https://example.com/',
  without: 'same',
} as const
const optimal = failure('close/seen', { kind: 'optimal', causes: [] })
const counted = failure('close/seen', { kind: 'optimal' })
const REPORTS: Readonly<Record<string, CheckReport>> = {
  failing: report([route({ myths: [myth] })]),
  several: report([route(), route({ name: 'location /b', failing: [optimal], findings: [] })]),
  refused: report([route({ grade: 'refused', failing: [failure('state', { causes: [] })], findings: [] })]),
  works: report([route({ grade: 'works', failing: [], findings: [] })]),
  'warning only': report([route({ grade: 'degraded', failing: [optimal], findings: [] })]),
  'counted warning': report([route({ grade: 'degraded', failing: [counted], findings: [] })]),
  fixed: report([route({ combined: { ...wholeFailure.remedy, ...remedyTurning('delivery/live', 'burst/all') } })], {
    written: [{ file: 'conf/app.conf', backup: 'conf/app.conf.1' }],
  }),
  'not judged': report([route({ grade: 'unknown', failing: [], findings: [], untested: ['an include is missing'] })]),
  broken: report([route({ grade: 'works', failing: [], findings: [], broken: true, undone: ['delivery: no port'] })]),
  'no route': report([]),
  expected: report([route()], { expected: ['delivery/live', 'burst/all'] }),
  'expected in part': report([route()], { expected: ['burst/all'] }),
  'expected, and passes': report([route({ failing: [] })], { expected: ['resume/lost'] }),
  'expected, and unknown': report([route({ failing: [] })], { expected: ['resume/last'] }),
  'expected, and inconclusive': report([route({ failing: [] })], { expected: ['http2/all'] }),
  interrupted: report([route({ grade: 'works', failing: [] })], { interrupted: true }),
  'every field': whole,
}

function remedyTurning(...criteria: readonly string[]) {
  if (wholeFailure?.remedy === undefined) throw new Error('the fixture has one')
  return { ...wholeFailure.remedy, turns: criteria.map((criterion) => ({ criterion, front: 'h1' as const })) }
}

const PRINTED = Object.fromEntries(Object.entries(REPORTS).map(([name, one]) => [name, redactedReport(one)] as const))
const printed = (name: string) => PRINTED[name] ?? redactedReport(whole)

const of = (format: CheckFormat, name: string): string => format.render(printed(name))
const logOf = (name: string): Log => JSON.parse(of(sarif, name)) as Log

test.for(Object.keys(REPORTS))('%s: each format is as its reader has it', (name) => {
  expect(isSarif(logOf(name)) ? [] : isSarif.errors).toEqual([])
  readCodeQuality(of(gitlab, name))
  expect(commandsIn(of(github, name)).length).toBeLessThanOrEqual(10)
  const [head, ...rows] = readCsv(of(csv, name))
  expect(rows.every((row) => row.length === head?.length)).toBe(true)
  expect(JSON.parse(of(json, name))).toEqual(printed(name))
  expect(JSON.parse(of(badge, name))).toMatchObject({ schemaVersion: 1 })
})

test('the XML of each report is as its reader has it', async () => {
  const every = (format: CheckFormat) =>
    Object.fromEntries(Object.keys(REPORTS).map((name) => [`${name.replace(/\W+/g, '_')}.xml`, of(format, name)]))
  expect(await faultsOfJunit(every(junit))).toEqual([])
  expect(await faultsOfXml(every(badgeSvg))).toEqual([])
  const [bad, ...good] = Object.values(every(junit))
  const faults = await faultsOfJunit({
    'bad.xml': (bad ?? '').replace(' name=', ' called='),
    'good.xml': good[0] ?? '',
  })
  expect(faults.join()).toMatch(/^bad\.xml:\d+: /)
  expect(faults.join()).not.toContain('good.xml:')
})

const isError = (name: string, one: CheckReport): boolean =>
  exitCodeOf(one) !== 0 && !name.startsWith('counted warning')

test.for(Object.entries(REPORTS))('%s: JUnit fails exactly where the exit code is not 0', ([name, one]) => {
  const count = (of(junit, name).match(/<(?:failure|error) /g) ?? []).length
  const hasCase = one.routes.length > 0 && !one.interrupted
  if (hasCase) expect(count > 0).toBe(exitCodeOf(one) !== 0)
})

test.for(Object.entries(REPORTS))('%s: a problem is an error where the text has an error', ([name, one]) => {
  const fails = isError(name, one)
  expect(commandsIn(of(github, name)).some(({ command }) => command === 'error')).toBe(fails)
  expect(logOf(name).runs[0]?.results?.some(({ level }) => level === 'error')).toBe(fails)
  expect(readCodeQuality(of(gitlab, name)).some(({ severity }) => severity === 'major')).toBe(fails)
})

test('the schema of SARIF refuses what is none', () => {
  const [run] = logOf('failing').runs
  expect(isSarif({ ...logOf('failing'), runs: [{ ...run, results: [{ level: 'error' }] }] })).toBe(false)
})

test('SARIF: the result is at the line that is responsible, and keeps its identity when lines move', () => {
  const [run] = logOf('failing').runs
  const [first] = run?.results ?? []
  expect(first?.locations?.[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: 'conf/app.conf', uriBaseId: '%SRCROOT%' },
    region: { startLine: 3 },
  })
  expect(first?.message.text).toContain('Fails: delivery/live, burst/all.')
  expect(run?.tool.driver.rules?.map((rule) => rule.id)).toEqual(['delivery/live', 'ineffective-directive'])
  const moved = report([
    route({ failing: [failure('delivery/live', { causes: [cause('conf/app.conf:33', 'proxy_buffering')] })] }),
  ])
  const same = report([route({ failing: [failure('delivery/live')] })])
  const identity = (one: CheckReport) =>
    (JSON.parse(sarif.render(redactedReport(one))) as Log).runs[0]?.results?.[0]?.partialFingerprints
  expect(identity(moved)).toEqual(identity(same))
})

test('SARIF: paths are addresses, and brackets and placeholders are text', () => {
  const where = '/etc/a b#c:d/%41.conf:3'
  const one = report([
    route({ failing: [failure('delivery/live', { actual: 'a [b](1) {0}', causes: [cause(where, 'x')] })] }),
  ])
  const [result] = (JSON.parse(sarif.render(redactedReport(one))) as Log).runs[0]?.results ?? []
  expect(result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('file:///etc/a%20b%23c%3Ad/%2541.conf')
  expect(result?.message.text).toContain('a \\[b\\](1) {{0}}')
})

test('annotations and code quality are at the line that is responsible; a default is at the line that passes requests on', () => {
  const places = (name: string) =>
    commandsIn(of(github, name)).map(({ command, properties: { file, line } }) => `${command} ${file}:${line}`)
  expect(places('failing')).toEqual(['error conf/app.conf:3', 'warning conf/app.conf:5'])
  expect(places('warning only')).toEqual(['warning conf/app.conf:9'])
  expect(readCodeQuality(of(gitlab, 'failing')).map(({ location }) => location)).toEqual([
    { path: 'conf/app.conf', lines: { begin: 3 } },
    { path: 'conf/app.conf', lines: { begin: 5 } },
  ])
})

test('a warning that makes the exit code 1 says so, in every format; one that does not, does not', () => {
  const says = (name: string) => [github, gitlab, sarif].map((one) => of(one, name).includes('makes the exit code 1'))
  expect(exitCodeOf(REPORTS['counted warning'] ?? whole)).toBe(1)
  expect(commandsIn(of(github, 'counted warning')).map(({ command }) => command)).toEqual(['warning'])
  expect(says('counted warning')).toEqual([true, true, true])
  expect(says('warning only')).toEqual([false, false, false])
  expect(says('failing')).toEqual([false, false, false])
})

test('a default is at the line that the text shows', () => {
  const { where: _where, ...unwritten } = cause('', 'proxy_buffering')
  const some = [{ ...unwritten, near: 'conf/app.conf:8' }]
  const printedOne = redactedReport(report([route({ failing: [failure('delivery/live', { causes: some })] })]))
  expect(commandsIn(github.render(printedOne))[0]?.properties).toMatchObject({ line: '8' })
})

test('JUnit: what did not come to a result is no pass', () => {
  expect(of(junit, 'failing')).toMatch(/tests="5" failures="3" errors="0"[^>]*skipped="1"/)
  expect(of(junit, 'fixed')).toMatch(/tests="5" failures="0" errors="0"[^>]*skipped="4"/)
  expect(of(junit, 'not judged')).toMatch(/tests="1" failures="0" errors="1"/)
})

test('what is expected to fail is reported and does not count; where it passes, or nothing has the name, that counts', () => {
  const codes = Object.entries(REPORTS).flatMap(([name, one]) => (name.startsWith('expected') ? [exitCodeOf(one)] : []))
  expect(codes).toEqual([0, 1, 1, 1, 0])
  expect(of(junit, 'expected')).toMatch(/tests="5" failures="0" errors="0"[^>]*skipped="4"/)
  expect(logOf('expected').runs[0]?.results?.[0]?.suppressions).toMatchObject([{ status: 'accepted' }])
  expect(commandsIn(of(github, 'expected')).map(({ command }) => command)).toEqual(['notice'])
  expect(commandsIn(of(github, 'expected, and passes')).at(0)?.properties.title).toContain(
    'resume/lost is expected to fail',
  )
})

test('the badge is of the worst route', () => {
  const said = Object.keys(REPORTS).map((name) => (JSON.parse(of(badge, name)) as { message: string }).message)
  expect(said).toEqual([
    ...['broken', 'broken', 'configuration refused', 'work', 'work, with warnings', 'work, with warnings', 'broken'],
    ...['not judged', 'not judged', 'not judged'],
    ...['broken', 'broken', 'broken', 'broken', 'broken'],
    ...['not judged', 'not judged'],
  ])
})

test('the summary has the verdict, the problem and the change', () => {
  const text = summary.render(redactedReport(report([route({ combined: remedyTurning('delivery/live') })])))
  expect(text).toContain('## sse-compat check conf/app.conf')
  expect(text).toContain('- **error** `conf/app.conf:3`')
  expect(text).toMatch(/Verified fix for location \/[^\n]*\n\n```diff\n--- a\/app\.conf/)
})
