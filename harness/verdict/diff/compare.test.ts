import { describe, expect, test } from 'vitest'
import { cell, finding, report } from '../../../reports/formats/markdown/fixture.ts'
import type { CriterionVerdict, Measure, Report } from '../../model/index.ts'
import { comparableCheck, comparableRun } from './comparable.ts'
import { compare, isRegression } from './compare.ts'
import { directionOf } from './moved-measures.ts'

const pass = finding('delivery/live')
const fail = finding('delivery/live', { outcome: 'fail', observed: 'held-until-end', actual: 'at the end' })
const noisy = finding('delivery/live', { outcome: 'noisy', observed: 'noisy', actual: 'stalled' })
const run = (findings: readonly CriterionVerdict[], rest: Partial<Report> = {}): Report =>
  report({ cells: [cell('defaults', 'chunked', [...findings])], ...rest })
const between = (before: Report, after: Report) => compare(comparableRun(before, false), comparableRun(after, false))

describe('a finding', () => {
  test.for([
    ['passes, then fails', pass, fail, 'worse'],
    ['fails, then passes', fail, pass, 'better'],
    ['fails in another way', fail, { ...fail, observed: 'held-until-bytes' }, 'other'],
    ['passes in another way', pass, { ...pass, observed: 'live-late' }, 'other'],
    ['is no longer judged', pass, noisy, 'lost'],
    ['is judged now', noisy, fail, 'gained'],
    ['is informative', { ...pass, kind: 'informative' as const }, { ...fail, kind: 'informative' as const }, 'other'],
    ['is the same', fail, fail, undefined],
    ['is unclear twice', noisy, { ...noisy, outcome: 'not-applicable' as const }, undefined],
  ] as const)('%s', ([, before, after, direction]) => {
    const found = between(run([before]), run([after]))
    expect(found.changes.map((change) => change.direction)).toEqual(direction === undefined ? [] : [direction])
    expect(isRegression(found)).toBe(direction === 'worse')
  })

  test('that is gone is no longer judged, and one that is new is judged now', () => {
    expect(between(run([pass]), run([])).changes).toMatchObject([{ direction: 'lost', after: { observed: 'absent' } }])
    expect(between(run([]), run([pass])).changes).toMatchObject([{ direction: 'gained' }])
  })
})

test('a configuration that is refused now is a regression; a fault of the harness is not', () => {
  const of = (outcome: Report['cells'][number]['outcome']) =>
    report({ cells: [cell('defaults', 'chunked', [], { outcome })] })
  const complete = of({ state: 'complete' })
  const refused = between(complete, of({ state: 'refused', message: 'unknown directive' }))
  expect(refused.changes).toMatchObject([{ direction: 'worse', criterion: 'state', after: { observed: 'refused' } }])
  expect(isRegression(between(complete, of({ state: 'proxy-died', message: '', logs: '' })))).toBe(true)
  const broken = between(complete, of({ state: 'broken', stage: 'start', message: 'no port', logs: '' }))
  expect(broken.changes).toMatchObject([{ direction: 'lost' }])
  expect(isRegression(between(complete, of({ state: 'refused', message: '', lacks: 'brotli' })))).toBe(false)
})

describe('what cannot be compared', () => {
  test('scenarios of another version are named in one line, and decide nothing', () => {
    const other = cell('defaults', 'x', [pass], { scenario: 'resume', question: 'nginx/defaults/resume/x' })
    const before = run([pass], { scenarioVersions: { delivery: 3, resume: 1 } })
    const after = run([fail], { scenarioVersions: { delivery: 4, resume: 1 } })
    const found = between({ ...before, cells: [...before.cells, other] }, { ...after, cells: [...after.cells, other] })
    expect(found.notes).toEqual(['not compared, since the scenario has another version: delivery 3 → 4'])
    expect(found).toMatchObject({ compared: 1, changes: [] })
    expect(() => between(before, after)).toThrow('no test case in common')
  })

  test('test cases of one run only, other builds, and interruption are a line each', () => {
    const before = run([pass])
    const more = cell('off', 'chunked', [pass])
    const after = run([pass], { interrupted: true })
    const found = between(before, {
      ...after,
      cells: after.cells.map((one) => ({ ...one, build: 'nginx-2' })).concat(more),
    })
    expect(found.notes).toEqual([
      'builds that ran after only: nginx-2 local',
      'only after: 1 test case: nginx/off',
      `${after.run} was interrupted`,
    ])
    expect(between(run([pass]), run([pass])).notes).toEqual([])
  })
})

describe('a measure moves', () => {
  const ms = (value: number, spread?: readonly [number, number]): Measure => ({
    value,
    unit: 'ms',
    ...(spread && { spread: { least: spread[0], most: spread[1], tries: 3 } }),
  })
  test.for<readonly [what: string, before: Measure, after: Measure, direction: string | undefined]>([
    ['beyond a quarter of both', ms(1000), ms(1800), 'up'],
    ['down', ms(1800), ms(1000), 'down'],
    ['within it', ms(1000), ms(1600), undefined],
    ['a few milliseconds', ms(1), ms(20), undefined],
    ['more than those', ms(1), ms(30), 'up'],
    ['within the spread of its tries', ms(1000, [900, 2000]), ms(1800), undefined],
    ['beyond it', ms(1000, [900, 1100]), ms(1900, [1850, 2000]), 'up'],
    ['of a size', { value: 4096, unit: 'bytes' }, { value: 8192, unit: 'bytes' }, 'up'],
    ['of a size, by little', { value: 4000, unit: 'bytes' }, { value: 4096, unit: 'bytes' }, undefined],
    ['in another unit', { value: 1, unit: 'bytes' }, { value: 9, unit: 'count' }, undefined],
  ])('%s', ([, before, after, direction]) => {
    expect(directionOf(before, after)).toBe(direction)
  })

  const measured = (value: number) =>
    finding('delivery/latency', { outcome: 'measured', observed: 'measured', measures: { median: ms(value) } })
  const three = (values: readonly number[], control = 1): Report =>
    report({
      cells: values.map((value, n) => cell('defaults', `o${n}`, [measured(value)])),
      controls: values.map((_, n) =>
        cell('', `o${n}`, [measured(control)], { proxy: '', build: '', question: `control/delivery/o${n}` }),
      ),
    })

  test('in most of a profile’s test cases, or it is not reported', () => {
    expect(between(three([10, 10, 10]), three([90, 90, 10])).moved).toMatchObject([
      {
        subject: 'nginx/defaults',
        measure: 'median',
        direction: 'up',
        before: 10,
        after: 90,
        cases: ['delivery/o0', 'delivery/o1'],
        of: 3,
      },
    ])
    expect(between(three([10, 10, 10]), three([90, 10, 10])).moved).toEqual([])
  })

  test('and not without a proxy too: then it is the machine', () => {
    expect(between(three([10, 10]), three([90, 90], 80)).moved).toEqual([])
  })

  test('no number of a finding that has another outcome', () => {
    const before = run([{ ...fail, measures: { held: ms(10) } }])
    expect(between(before, run([{ ...pass, measures: { held: ms(900) } }])).moved).toEqual([])
  })
})

test('two checks are compared like runs, route by route', () => {
  const check = (outcome: string, grade = 'works') =>
    comparableCheck({
      tool: 'sse-proxy-compat 0.1.0',
      config: 'app.conf',
      build: { id: 'nginx-1', runtime: 'local' },
      interrupted: false,
      routes: ['/', '/b'].map((path) => ({
        ...{ name: '', path, host: '', address: '*:80', target: 'http://app', grade, headline: 'no such directive' },
        findings:
          grade === 'refused'
            ? []
            : [
                {
                  ...{ criterion: 'delivery/live', case: 'delivery/chunked', kind: 'required', observed: 'x' },
                  ...{ outcome: path === '/b' ? 'pass' : outcome, actual: '', measures: [] },
                },
              ],
      })),
    })
  const found = compare(check('pass'), check('fail'))
  expect(found.changes).toMatchObject([{ direction: 'worse', subject: '/ *:80', case: 'delivery/chunked' }])
  expect(found.compared).toBe(4)
  expect(compare(check('pass'), check('pass', 'refused')).changes).toMatchObject([
    { direction: 'worse', criterion: 'state' },
    { direction: 'worse', criterion: 'state' },
  ])
})
