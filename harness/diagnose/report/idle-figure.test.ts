import { expect, test } from 'vitest'
import { figure, inOneFigure, isThatFigure, withOneFigure } from './idle-figure.ts'
import { reportOf } from './report.fixture.ts'

test.for([
  [30_000, '30 s'],
  [14_600, '14.6 s'],
  [2000, '2.0 s'],
  [14_996, '14.9 s'],
  [3_600_000, '3600 s'],
  [900, '0.9 s'],
] as const)('%d ms is %s, and never more than it was', ([ms, text]) => {
  expect(figure(ms)).toBe(text)
})

test('two measurements of one limit are written as the limit, other times stay', () => {
  const text =
    'closed after 29.7 s idle; closed after 14.6 s idle; closed after 1 min idle; closed after 30,200 ms idle'
  expect(inOneFigure(text, 30_000)).toBe(
    'closed after 30 s idle; closed after 14.6 s idle; closed after 1 min idle; closed after 30 s idle',
  )
  expect(inOneFigure('Closed after 22.4 s idle.', 22_000)).toBe('Closed after 22 s idle.')
})

test.for([
  ['closed after 30.2 s idle', 30_000, true],
  ['an idle stream is closed after 2.0 s', 2000, true],
  ['closed after 15.0 s idle', 5000, false],
  ['closed after 30.2 s idle', 60_000, false],
  ['closed after 30.2 s in total', 30_000, false],
] as const)('%s says no more than %d ms: %s', ([text, ms, expected]) => {
  expect(isThatFigure(text, ms)).toBe(expected)
})

test('a limit that a variable without a value sets is not written as a figure', () => {
  const [route] = reportOf('closed after 60.2 s idle').routes
  if (route === undefined) throw new Error('a route')
  const open = { where: 'a.conf:7', says: 'proxy_read_timeout \x24{READ_TIMEOUT}' }
  const idleTimeout = { ms: 60_000, timer: { directive: 'proxy_read_timeout', open } }
  expect(withOneFigure({ ...route, idleTimeout }).headline).toBe('idle timeout not known')
})

test('of a report every sentence, and no measured finding', () => {
  const [route] = reportOf('closed after 14.7 s idle').routes
  if (route === undefined) throw new Error('a route')
  const text = JSON.stringify(withOneFigure({ ...route, findings: [], idleTimeout: { ms: 14_600 } }))
  expect(text).toContain('closed after 14.6 s idle')
  expect(withOneFigure(route).findings).toEqual(route.findings)
})

test('a measurement that load made longer is written as the limit that another try reached', () => {
  const [route] = reportOf('closed after 63.2 s idle, closed after 70.0 s idle').routes
  if (route === undefined) throw new Error('a route')
  const [finding] = route.findings
  if (finding === undefined) throw new Error('a finding')
  const of = (least: number): string => {
    const measures = [
      { name: 'cutAfter', value: 63_291, unit: 'ms' as const, spread: { least, most: 63_671, tries: 3 } },
    ]
    return withOneFigure({ ...route, findings: [{ ...finding, measures }], idleTimeout: { ms: 60_000 } }).headline
  }
  expect(of(60_222)).toContain('closed after 60 s idle, closed after 70.0 s idle')
  expect(of(63_200)).toContain('closed after 63.2 s idle')
})
