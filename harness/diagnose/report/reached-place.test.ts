import { describe, expect, it } from 'vitest'
import type { Fact, ProxiedRoute, ReachablePlace } from '../../model/index.ts'
import { isElsewhere, reachedPlace, unprovenPlace, withReachedPlace } from './reached-place.ts'
import { reportOf } from './report.fixture.ts'

const SERVER = 'a.conf:1'
const PLACES: readonly ReachablePlace[] = [
  { marker: '1', fits: 'exactly', id: 'one', where: 'a.conf:3', server: SERVER },
  { marker: '2', fits: 'exactly', id: 'two', where: 'a.conf:9', server: 'a.conf:7' },
]
const ROUTE: ProxiedRoute = {
  path: '/',
  host: '',
  name: 'location /',
  server: { index: 0, address: '*:80' },
  serverWhere: 'a.conf:1',
  serverNames: [],
  tls: false,
  fronts: ['h1'],
  isStreamLike: false,
  where: 'a.conf:3',
  place: 'one',
  target: 'http://b',
}

interface Given {
  readonly client?: string
  readonly attempt?: number
  readonly accept?: string
}
function request(
  place: string | undefined,
  { client = 'c', attempt = 1, accept = 'text/event-stream' }: Given = {},
): Fact {
  const key = { side: 'origin' as const, connection: 1, exchange: 1, client, attempt, t: 0 }
  const sent = { fact: 'request' as const, raw: '', method: 'GET', target: '/', version: '1.1' as const }
  return { ...key, ...sent, headers: [['Accept', accept]], ...(place === undefined ? {} : { place }) }
}
const reached = (facts: readonly Fact[], route = ROUTE, places = PLACES) =>
  reachedPlace([{ facts, route: [{ places }] }], route)
const OTHER = { where: 'a.conf:9', server: 'a.conf:7' }

describe('which place got the requests of a route', () => {
  it('is proven by its own marker, and by no other', () => {
    expect(reached([request('1')])).toBe('proven')
    expect(reached([request('2')])).toEqual(OTHER)
    // The selection names the wrong place: the run says so.
    expect(reached([request('1')], { ...ROUTE, place: 'two' })).toEqual({ where: 'a.conf:3', server: 'a.conf:1' })
  })

  it.for([
    [['2', '2', '1'], true],
    [['1', '1', '2'], false],
    [['3', '3', '1'], false],
    [[], false],
  ] as const)('is another one where most requests show that: %j', ([markers, expected]) => {
    const traces = markers.map((marker, n) => ({
      facts: [request(marker, { client: `c${n}` })],
      route: [{ places: PLACES }],
    }))
    expect(isElsewhere(traces, ROUTE)).toBe(expected)
  })

  it('is not proven without a marker, with an unknown one, and where the adapter marks no place', () => {
    expect(reached([])).toBe('not proven')
    expect(reached([request(undefined)])).toBe('not proven')
    expect(reached([request('3')])).toBe('not proven')
    const { place: _, ...unmarked } = ROUTE
    expect(reached([request('1')], unmarked)).toBe('not proven')
  })

  it('where the address that a request is passed to identifies the line, the longest start that fits decides', () => {
    const to = (address: string): string => `1 proxy:http://b:1${address}`
    const line = (id: string, address: string, fits: 'below' | 'start' = 'below'): ReachablePlace => ({
      marker: to(address),
      fits,
      id,
      where: `a.conf:${id}`,
      server: SERVER,
    })
    const server: ReachablePlace = { marker: '1 ', fits: 'start', id: '', where: SERVER, server: SERVER }
    const places = [server, line('one', '/'), line('3', '/api'), line('4', '/same/'), line('5', '/same/', 'start')]
    const at = (address: string, id = 'one') => reached([request(to(address))], { ...ROUTE, place: id }, places)
    expect(at('/x')).toBe('proven')
    expect(at('/apix')).toBe('proven')
    expect(at('/api')).toEqual({ where: 'a.conf:3', server: SERVER })
    expect(at('/api/x', '3')).toBe('proven')
    expect(at('/x', '3')).toEqual({ where: 'a.conf:one', server: SERVER })
    // Two lines pass requests to the same address: the server is known, the line is not.
    expect(at('/same/x', '4')).toBe('not proven')
    expect(at('/same/x')).toEqual({ where: 'a.conf:4', server: SERVER })
    const elsewhere = reached([request('1 /srv/file')], { ...ROUTE, serverWhere: 'a.conf:20' }, places)
    expect(elsewhere).toEqual({ where: SERVER, server: SERVER })
    expect(reached([request('1 /srv/file')], ROUTE, places)).toBe('not proven')
  })

  it('what an expression passes on may look like the longer address of another line: not proven, and not elsewhere', () => {
    const line = (id: string, address: string, open: object): ReachablePlace => ({
      marker: `1 proxy:http://b:1${address}`,
      fits: 'below',
      id,
      where: `a.conf:${id}`,
      server: SERVER,
      ...open,
    })
    const places = [line('one', '', { isOpen: true }), line('3', '/', {}), line('4', '/api', {})]
    const at = (address: string, id: string) =>
      reached([request(`1 proxy:http://b:1${address}`)], { ...ROUTE, place: id }, places)
    expect(at('/api/events', 'one')).toBe('not proven')
    expect(at('/events', 'one')).toBe('not proven')
    expect(at('/api/events', '3')).toEqual({ where: 'a.conf:4', server: SERVER })
  })

  it('an EventSource decides, not another client', () => {
    const others = ['x', 'y', 'z'].map((client) => request('2', { client, accept: '*/*' }))
    expect(reached([...others, request('1')])).toBe('proven')
    expect(reached(others)).toEqual(OTHER)
  })

  it('an attempt that reached its place counts, whatever else the proxy sends for it; a reconnect does not', () => {
    expect(reached([request('2'), request('1')])).toBe('proven')
    expect(reached([request('2'), request('1', { attempt: 2 })])).toEqual(OTHER)
    const later = [request('2'), request('2', { attempt: 2 }), request('2', { attempt: 3 })]
    expect(reached([request('1'), ...later])).toBe('proven')
  })
})

describe('the report of a route whose requests reached another place', () => {
  const [route] = reportOf('x').routes
  if (route === undefined) throw new Error('the fixture has a route')
  const meant = { ...route, name: 'location /', where: 'a.conf:3', server: 'a.conf:1' }

  it('has no verdict, no finding and no change, and names both places', () => {
    const report = withReachedPlace({ ...meant, grade: 'works', reached: OTHER })
    expect(report).toMatchObject({ grade: 'unknown', failing: [], findings: [], myths: [] })
    expect(report.headline).toBe(
      'the requests for location / (a.conf:3, in the server at a.conf:1) reached another place: a.conf:9, in the server at a.conf:7',
    )
    expect(report.answers).toHaveLength(1)
    for (const key of ['combined', 'narrower', 'application', 'idleTimeout', 'heartbeat', 'streams'] as const)
      expect(report[key]).toBeUndefined()
  })

  it('is unchanged where the place is proven, or is not marked', () => {
    expect(withReachedPlace(meant)).toBe(meant)
    const unmarked = { ...meant, reached: 'not proven' as const }
    expect(withReachedPlace(unmarked)).toBe(unmarked)
  })
})

it.for([
  ['not proven', 'works', 1],
  ['not proven', 'broken', 1],
  ['proven', 'works', 0],
  ['not proven', 'refused', 0],
  [{ where: 'b.conf:2', server: '' }, 'unknown', 0],
] as const)('whether the place is proven is in the text: %j, %s', ([reached, grade, lines]) => {
  const said = unprovenPlace({ reached, grade, where: 'a.conf:4' })
  expect(said).toHaveLength(lines)
  for (const line of said) expect(line).toContain('not proven that a.conf:4 passed the requests on')
})
