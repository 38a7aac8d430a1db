import { expect, test } from 'vitest'
import type { RouteReport } from '../report.ts'
import { routeTable } from './route-table.ts'
import { plainScreen } from './screen.fixture.ts'
import { STORED, shownOn } from './stored-checks.fixture.ts'

const [stored] = STORED.filter(({ name }) => name === 'two-routes')
if (stored === undefined) throw new Error('the check of two routes is not stored')
const { report } = stored

/** Copies of the stored routes with other addresses and places. */
const routes = (count: number): readonly RouteReport[] =>
  Array.from({ length: count }, (_, n) => report.routes[n % report.routes.length])
    .flatMap((one) => one ?? [])
    .map((one, n) => ({
      ...one,
      host: `app-${n}.a-long-name.example.com`,
      path: `/a/path/of/streams/${n}/`,
      where: `nginx/sites-enabled/shop.example.com.conf:${n + 1}`,
      failing: one.failing.map((failure) => ({
        ...failure,
        causes: failure.causes.map((cause) => ({
          ...cause,
          where: `nginx/sites-enabled/shop.example.com.conf:${n + 10}`,
        })),
      })),
    }))

test('routes of one server are told apart where their addresses do not fit', () => {
  const rows = routeTable(routes(3), plainScreen(80, 24), '')
  expect(rows.map((row) => /\/streams\/\d\//.exec(row)?.[0]).sort()).toEqual([
    '/streams/0/',
    '/streams/1/',
    '/streams/2/',
  ])
})

test('each row has what fails first and the line that causes it, with fewer folders where there is no room', () => {
  const first = [
    / (2 errors, 3 warnings: )?delivery\/live( \+4)? /,
    / (no errors, 2 warnings: )?compression\/(no-transform( \+1)?|\S*…) /,
  ]
  for (const columns of [80, 100, 200])
    for (const [n, row] of routeTable(routes(2), plainScreen(columns, 24), '--verbose').entries()) {
      expect(row).toMatch(/^(BROKEN|DEGRADED) +\S*\/streams\/\d\/ .* {2}\(.*\/shop\.example\.com\.conf:1\d\)$/)
      expect(row).toMatch(first[n] ?? '')
      expect(row.length).toBeLessThanOrEqual(columns)
    }
  expect(routeTable(routes(1), plainScreen(200, 24), '')[0]).toContain('(nginx/sites-enabled/shop.example.com.conf:10)')
  expect(routeTable(routes(1), plainScreen(80, 24), '')[0]).toContain('(…/shop.example.com.conf:10)')
})

test('a route whose cause is a default, or that works, has its own line', () => {
  const [, one] = routes(2)
  const byDefault = one?.failing.map((failure) => ({
    ...failure,
    causes: failure.causes.map(({ where: _, ...cause }) => ({ ...cause, near: 'a/near.conf:3' })),
  }))
  const row = (changed: Partial<RouteReport>): string | undefined =>
    routeTable([{ ...one, ...changed }] as RouteReport[], plainScreen(200, 24), '')[0]
  expect(row(byDefault === undefined ? {} : { failing: byDefault })).toMatch(/delivery\/live {2}\(a\/near\.conf:3\)$/)
  expect(row({ grade: 'works', failing: [] })).toMatch(/no errors, no warnings {2}\(.*\/shop\.example\.com\.conf:2\)$/)
})

test('a route that could not be judged has its reason and its place', () => {
  const [first] = routes(1)
  const unknown = [{ ...first, grade: 'unknown', headline: 'a reason that is long, '.repeat(9) }] as RouteReport[]
  expect(routeTable(unknown, plainScreen(80, 24), '')[0]).toMatch(/a reason.*… {2}\(…\/shop\.example\.com\.conf:1\)$/)
})

test.for([2, 3, 4, 5, 50])('with %i routes the report fits one screen, and begins with the overview', (count) => {
  const rows = shownOn({ ...stored, report: { ...report, routes: routes(count) } }, plainScreen(80, 24))
  expect(rows.length).toBeLessThan(24)
  expect(rows[0]).toMatch(/^BROKEN /)
  const overview = rows.slice(0, rows.indexOf(''))
  expect(rows[overview.length + 1]).toMatch(/\/streams\/\d+\/ \(location \S+, \S+\/shop\.example\.com\.conf:\d+\)$/)
  expect(overview.length).toBe(Math.min(count, 4))
  expect(overview.at(-1)).toMatch(count > 4 ? /^… \d+ more routes: --verbose$/ : /^DEGRADED|^BROKEN/)
})

test('a file and a pipe have every route', () => {
  expect(routeTable(routes(50), plainScreen(80, Number.POSITIVE_INFINITY), '')).toHaveLength(50)
})
