/** The formats of a run that CI systems take, each read as its reader reads it. */
import { expect, test } from 'vitest'
import { loadFormats } from '../../harness/matrix/catalog.ts'
import type { Report } from '../../harness/model/index.ts'
import { commandsIn, faultsOfJunit, faultsOfXml, fromXml, readCodeQuality, readCsv } from '../ci/readers.fixture.ts'
import { fitting } from './_outcome/quiet-markdown.ts'
import { cell, finding, profile, report, usual } from './markdown/fixture.ts'

const formats = await loadFormats()

function written(id: string, of: Report = usual): string {
  const format = formats.find((one) => one.id === id)
  const files = [...(format?.render(of, () => undefined) ?? [])]
  expect(files).toHaveLength(1)
  return files[0]?.content ?? ''
}

const held = finding('delivery/live', { outcome: 'fail', observed: 'held-until-end', actual: 'at the end' })
const known = { ...held, expectation: { observed: 'held-until-end', reason: 'it buffers' } }
const refused = { state: 'refused', message: 'unknown directive', where: 'proxies/nginx/profiles/off.conf:7' } as const
const state = finding('state', { outcome: 'fail', observed: 'refused', actual: 'unknown directive', against: 'worse' })
const broken = { state: 'broken', stage: 'start', message: 'no port', logs: 'log' } as const

const everything = report({
  profiles: [profile('defaults'), profile('off', { grade: 'refused' })],
  cells: [
    cell('defaults', 'passes', [finding('delivery/live')]),
    cell('defaults', 'known', [known]),
    cell('defaults', 'worse', [{ ...held, against: 'worse' }]),
    cell('defaults', 'worse-too', [{ ...held, against: 'worse' }]),
    cell('defaults', 'better', [finding('delivery/live', { against: 'better', expectation: known.expectation })]),
    cell('defaults', 'noisy', [finding('delivery/live', { outcome: 'noisy', observed: 'noisy', actual: 'stalled' })]),
    cell('defaults', 'skipped', [], { outcome: { state: 'skipped', because: 'no browser' } }),
    cell('defaults', 'broken', [], { outcome: broken }),
    cell('off', 'refused', [state], { outcome: refused }),
  ],
  stale: [{ where: 'proxies/nginx/expect.yaml:12', message: 'nothing has a profile "gone"' }],
})

test('JUnit XML is as the schema of Jenkins has it, and counts what it contains', async () => {
  const texts = [usual, everything, report()].map((one, index) => [`${index}.xml`, written('junit', one)])
  expect(await faultsOfJunit(Object.fromEntries(texts))).toEqual([])
  expect(await faultsOfJunit({ 'bad.xml': written('junit').replace(' name=', ' called=') })).not.toEqual([])
  const xml = written('junit', everything)
  expect(xml).toMatch(/<testsuites name="[^"]+" tests="9" failures="4" errors="1" /)
  const result = (name: string) => new RegExp(`name="delivery/${name}" [^>]*?(?:/>|><([\\w-]+))`).exec(xml)?.[1]
  expect(['passes', 'known', 'worse', 'better', 'noisy', 'skipped', 'broken', 'refused'].map(result)).toEqual([
    undefined,
    'skipped',
    'failure',
    'failure',
    'skipped',
    'skipped',
    'error',
    'failure',
  ])
  expect(xml).toContain('known: delivery/live: held-until-end (it buffers)')
})

test('a failure is counted in JUnit XML exactly where it decides the exit code', () => {
  expect(written('junit')).toMatch(/<testsuites [^>]* failures="1" errors="0"/)
  expect(written('junit', report({ cells: [cell('defaults', 'known', [known])] }))).toMatch(
    /<testsuites [^>]* failures="0" errors="0"/,
  )
})

test('annotations name file and line; what many test cases show is one, and the worst comes first', () => {
  const commands = commandsIn(written('github', everything))
  expect(commands.map(({ command }) => command)).toEqual(Array(5).fill('error'))
  const places = commands.map(({ properties: { file, line } }) => `${file}:${line}`)
  expect(places).toEqual([
    'proxies/nginx/profiles/defaults.conf:1',
    'proxies/nginx/profiles/defaults.conf:1',
    'proxies/nginx/profiles/off.conf:7',
    'undefined:undefined',
    'proxies/nginx/expect.yaml:12',
  ])
  expect(commands[0]?.data).toContain('2 test cases show it; the first is nginx/defaults/delivery/worse.')
  expect(written('github', report())).toBe('')
})

test('of many problems ten annotations are written, and the last says how many there are', () => {
  const stale = Array.from({ length: 30 }, (_, n) => ({ where: `expect.yaml:${n + 1}`, message: 'nothing has it' }))
  const commands = commandsIn(written('github', report({ stale })))
  expect(commands).toHaveLength(10)
  expect(commands.at(-1)?.data).toMatch(/^21 more problems/)
  expect(commandsIn(written('github', report({ stale: stale.slice(0, 10) })))).toHaveLength(10)
})

test('GitLab reads the code quality report; a problem keeps its fingerprint on another line', () => {
  const issues = readCodeQuality(written('gitlab', everything))
  expect(issues).toHaveLength(5)
  expect(issues.map(({ location }) => location.path)).toContain('proxies/nginx/profiles/off.conf')
  const at = (line: number) =>
    readCodeQuality(written('gitlab', report({ stale: [{ where: `a.yaml:${line}`, message: 'gone' }] })))[0]
  expect(at(1)?.fingerprint).toBe(at(2)?.fingerprint)
  expect(at(2)?.location.lines.begin).toBe(2)
  expect(readCodeQuality(written('gitlab', report()))).toEqual([])
})

test('CSV has a row for each measure, also of the controls', () => {
  const [head, ...rows] = readCsv(written('csv'))
  const column = (name: string) => rows.map((row) => row[head?.indexOf(name) ?? -1])
  expect(rows.every((row) => row.length === head?.length)).toBe(true)
  expect(column('measure')).toEqual(['median', 'events', 'held', 'after', 'median', 'events', 'median', 'events'])
  expect(column('value').slice(0, 4)).toEqual(['0.4567', '12000', '4096', '312.345'])
  expect(column('proxy').slice(-2)).toEqual(['', ''])
})

test('a badge says whether the run is as expected', async () => {
  const message = (of: Report) => (JSON.parse(written('badge', of)) as { message: string; color: string }).message
  expect(JSON.parse(written('badge', everything))).toEqual({
    schemaVersion: 1,
    label: 'event streams',
    message: 'incomplete',
    color: 'lightgrey',
  })
  expect(message(usual)).toBe('1 unexpected')
  expect(message(report({ cells: [cell('defaults', 'known', [known])] }))).toBe('as expected')
  expect(message(report())).toBe('incomplete')
  expect(await faultsOfXml({ 'badge.svg': written('badge-svg') })).toEqual([])
  expect(fromXml(written('badge-svg'))).toContain('event streams: 1 unexpected')
})

test('the summary stays far below what GitHub takes of a step, and says what is missing', () => {
  const long = 'ä'.repeat(20_000)
  const stale = Array.from({ length: 150 }, (_, n) => ({ where: `expect.yaml:${n}`, message: `${n} ${long}` }))
  const profiles = Array.from({ length: 400 }, (_, n) => profile(`p${n}`, { headline: long }))
  const text = written('summary', report({ stale, profiles }))
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(512 * 1024)
  expect(text.slice(0, 200)).toContain('150 errors.')
  expect(text).toContain('And 200 more configurations: see the report.')
  expect(fitting(['ää', 'ää', 'ää'], 20, 'more')).toBe('ää\n\nää\n\n_more_\n')
  expect(fitting(['a', '', 'b'], 100, 'more')).toBe('a\n\nb\n')
  expect(written('summary', usual)).toContain('| `nginx/off` | works | Ten of ten in time. |')
  expect(written('summary', everything)).toContain('5 errors.')
})
