import { expect, it } from 'vitest'
import { CLOSED, HEARTBEAT } from './answers.ts'
import { withNextServers } from './next-server.ts'
import { reportOf } from './report.fixture.ts'
import type { RouteReport } from './report.ts'

const NEXTS = [{ where: 'a.conf:2', server: 'a.conf:1', next: [{ where: 'a.conf:6', server: 'a.conf:5' }] }]

function place(of: Partial<RouteReport>, idle?: number): RouteReport {
  const [route] = reportOf('x').routes
  if (route === undefined) throw new Error('the fixture has a route')
  const { idleTimeout: _, heartbeat: _h, ...rest } = route
  const answers = [
    { question: 'first', answer: 'It works' },
    { question: CLOSED, answer: `after ${idle} ms` },
    { question: HEARTBEAT, answer: `below ${idle} ms` },
  ]
  const timeout = idle === undefined ? {} : { idleTimeout: { ms: idle } }
  return { ...rest, grade: 'works', headline: 'Streamed.', path: '/', untested: [], answers, ...timeout, ...of }
}
const outer = (grade: RouteReport['grade'], idle?: number) =>
  place({ where: 'a.conf:2', server: 'a.conf:1', grade }, idle)
const inner = (of: Partial<RouteReport>, idle?: number) =>
  place({ where: 'a.conf:6', server: 'a.conf:5', name: 'location /', headline: 'Buffered.', ...of }, idle)
const first = (...reports: RouteReport[]): RouteReport | undefined => withNextServers(reports, NEXTS)[0]

it('a place that works has no verdict where the place to which it leads is worse', () => {
  const told = 'a stream also passes location / (a.conf:6), which is broken: Buffered. By itself: Streamed.'
  expect(first(outer('works', 300_000), inner({ grade: 'broken' }, 25_000))).toMatchObject({
    grade: 'unknown',
    headline: told,
    answers: [{ answer: `Unknown: ${told}` }, {}, {}],
    untested: ['a.conf:2: this and location / (a.conf:6), to which it leads, were not run together'],
  })
  expect(first(outer('works'), inner({ grade: 'unknown' }))?.grade).toBe('unknown')
  expect(first(outer('works'), inner({ grade: 'degraded' }))).toMatchObject({
    grade: 'degraded',
    headline: expect.stringContaining('which is degraded: Buffered. By itself: Streamed.'),
  })
  expect(first(outer('degraded'), inner({ grade: 'degraded' }))?.grade).toBe('degraded')
  expect(first(outer('broken'), inner({ grade: 'works' }))?.grade).toBe('broken')
})

it('the shorter idle timeout of both closes the stream', () => {
  const found = first(outer('works', 300_000), inner({}, 25_000))
  expect(found).toMatchObject({ grade: 'works', idleTimeout: { ms: 25_000 } })
  expect(found?.headline).toBe('Streamed. location / (a.conf:6), to which it leads, closes an idle stream after 25 s.')
  expect(found?.answers.map(({ answer }) => answer)).toEqual([
    'It works',
    'By location / (a.conf:6), to which it leads: after 25000 ms',
    'By location / (a.conf:6), to which it leads: below 25000 ms',
  ])
  const longer = outer('works', 20_000)
  expect(first(longer, inner({}, 25_000))).toEqual(longer)
})

it('only the place that the requests come to counts', () => {
  const works = outer('works')
  expect(first(works, inner({ grade: 'broken', server: 'a.conf:9' }))).toEqual(works)
  expect(first(works, inner({ grade: 'broken', where: 'a.conf:7' }))).toEqual(works)
})

it('what is behind the next place counts as well, and a circle ends', () => {
  const nexts = [...NEXTS, { where: 'a.conf:6', server: 'a.conf:5', next: [{ where: 'a.conf:9', server: 'a.conf:8' }] }]
  const last = inner({ where: 'a.conf:9', server: 'a.conf:8', grade: 'broken' })
  const reports = [outer('works'), inner({}), last]
  expect(withNextServers(reports, nexts).map(({ grade }) => grade)).toEqual(['unknown', 'unknown', 'broken'])
  const circle = [
    ...nexts,
    { where: 'a.conf:9', server: 'a.conf:8', next: [{ where: 'a.conf:2', server: 'a.conf:1' }] },
  ]
  expect(withNextServers(reports, circle).map(({ grade }) => grade)).toEqual(['unknown', 'unknown', 'broken'])
})

it('of several places that it leads to the worst counts', () => {
  const nexts = [
    {
      where: 'a.conf:2',
      server: 'a.conf:1',
      next: [...(NEXTS[0]?.next ?? []), { where: 'a.conf:9', server: 'a.conf:8' }],
    },
  ]
  const other = inner({ where: 'a.conf:9', server: 'a.conf:8', grade: 'degraded' })
  expect(withNextServers([outer('works'), inner({}), other], nexts)[0]?.grade).toBe('degraded')
})
