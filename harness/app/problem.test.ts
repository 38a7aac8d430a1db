import { expect, test } from 'vitest'
import type { Content } from '../../servers/relay/pieces.ts'
import { readResponseHead } from '../client/head.ts'
import type { Observation } from './observe.ts'
import { problemOf } from './problem.ts'
import { longerFor, seconds } from './time-words.ts'

const NOTHING = Buffer.alloc(0)
const event: Content = { fact: 'event', id: '', event: 'message', data: '', size: 0, digest: '', t: 0 }
const observation = (events: number, coding = 'chunked'): Observation => ({
  response: {
    head: readResponseHead(
      `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: ${coding}\r\n\r\n`,
    ),
    raw: NOTHING,
    at: 0,
  },
  pieces: [
    {
      raw: NOTHING,
      decoded: NOTHING,
      bytes: 9,
      content: Array.from({ length: events }, () => event),
      at: 0,
      atBoundary: true,
    },
  ],
  end: undefined,
  headAfter: 1,
  firstAfter: 1,
  lasted: 3000,
  bytes: 400_000,
  unfinished: NOTHING,
  recording: undefined,
  stall: 0,
  ends: undefined,
})

test('a flood of small events is one before it is one of bytes', () => {
  expect(problemOf(observation(48_000), 'http://a/')).toBe(
    'http://a/ sent 48,000 events in 3.0 s: it floods its clients, and was not read further',
  )
  expect(problemOf(observation(5000), 'http://a/')).toBeUndefined()
})

test('a response that ends without an event is no stream', () => {
  const end: Observation['end'] = { t: 0, how: 'complete', detail: '' }
  const of = (change: Partial<Observation>) => problemOf({ ...observation(0), end, ...change }, 'http://a/')
  expect(of({ pieces: [], bytes: 0 })).toMatch(/^http:\/\/a\/ ended its response after 3\.0 s, with an empty body: /)
  expect(of({ bytes: 9 })).toMatch(/ with 9 bytes and no event in them: /)
  expect(of({ ...observation(1), end })).toBeUndefined()
  expect(of({ end: { ...end, how: 'rst' } })).toBeUndefined()
  expect(of({ end: undefined })).toBeUndefined()
})

test('a flood is one when as many events came as are kept', () => {
  expect(problemOf(observation(20_000), 'http://a/')).toContain('sent 20,000 events in 3.0 s')
})

test('a redirect to the same URL, and a second Content-Type', () => {
  const of = (status: number, fields: string) => {
    const head = readResponseHead(`HTTP/1.1 ${status} X\r\n${fields}\r\n\r\n`)
    return problemOf({ ...observation(0), response: { head, raw: NOTHING, at: 0 } }, 'http://a/b')
  }
  expect(of(302, 'Location: /b')).toBe('http://a/b redirects to itself (status 302 Found)')
  expect(of(200, 'Content-Type: text/event-stream\r\nContent-Type: text/html')).toBe(
    'http://a/b answers with several Content-Types (text/event-stream, text/html): clients use the last one',
  )
})

test('a transfer coding that clients cannot undo', () => {
  expect(problemOf(observation(3, 'gzip, chunked'), 'http://a/')).toBe(
    'http://a/ answers with Transfer-Encoding: gzip, chunked, of which clients and proxies support chunked only',
  )
  expect(problemOf(observation(3, 'identity'), 'http://a/')).toBeUndefined()
})

const answer = (status: number, fields = ''): Observation => ({
  ...observation(0),
  response: { head: readResponseHead(`HTTP/1.1 ${status} X\r\n${fields}\r\n`), raw: NOTHING, at: 0 },
  pieces: [],
  bytes: 0,
})

test('a refusal names when to come back; a login is not taken for another place of the stream', () => {
  const says = (status: number, fields = '') => problemOf(answer(status, fields), 'http://a/events')
  expect(says(503, 'Retry-After: 120\r\n')).toMatch(
    /Service Unavailable, with Retry-After: 120, which EventSource ignores/,
  )
  expect(says(503)).not.toContain('Retry-After')
  expect(says(302, 'Location: /login?next=%2Fevents\r\n')).toMatch(/requires a login: .*Cookie/)
  expect(says(302, 'Location: https://sso.example/oauth2/authorize\r\n')).toMatch(/requires a login/)
  expect(says(302, 'Location: /v2/author-events\r\n')).toMatch(/give that URL instead$/)
  expect(says(302, 'Location: /events\r\nSet-Cookie: s=1\r\n')).toMatch(/redirects to itself .*sets a cookie/)
  expect(says(302, 'Location: /events\r\n')).toBe('http://a/events redirects to itself (status 302 Found)')
})

test('an address that cannot be reached is said in words', () => {
  const { response: _, ...rest } = observation(0)
  const of = (detail: string, how: 'refused' | 'fin' = 'refused') =>
    problemOf({ ...rest, response: undefined, end: { t: 0, how, detail } }, 'https://a/')
  expect(of('ENOTFOUND')).toBe('https://a/ has a name that does not exist: is it spelled correctly? (ENOTFOUND)')
  expect(of('no TLS')).toBe('https://a/ does not speak TLS: is it an http: URL?')
  expect(of('EOTHER')).toBe('https://a/ cannot be reached (EOTHER)')
  expect(of('', 'fin')).toContain('does it expect https:, or a POST')
})

test('a longer time is proposed only where there is one', () => {
  expect(longerFor(3000, 'tests more')).toBe(' (--for 60s tests more)')
  expect(longerFor(60_000, 'tests more')).toBe(' (--for 10m tests more)')
  expect(longerFor(600_000, 'tests more')).toBe('')
  expect(seconds(999.7)).toBe('1.0 s')
})

test.for<[number, RegExp]>([
  [404, /is it the path of the stream\? .*--method POST/],
  [422, /--data and --header/],
  [500, /its log tells why$/],
  [418, /no stream to test$/],
])('what to do at status %s', ([status, says]) => {
  const head = readResponseHead(`HTTP/1.1 ${status} X\r\n\r\n`)
  expect(problemOf({ ...observation(0), response: { head, raw: NOTHING, at: 0 } }, 'http://a/')).toMatch(says)
})
