import { expect, test } from 'vitest'
import { readResponseHead } from '../client/head.ts'
import type { Aborted, Passage, Shared } from './passage.ts'
import { recordedProblems } from './recorded-problems.ts'

const sent = readResponseHead(
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
)
const cut: Aborted = { how: 'inside', seen: 'cut', isKept: true, idArrives: 'unchanged' }
const passage = (aborted: Partial<Aborted>, shared?: Shared, change: Partial<Passage> = {}): Passage => ({
  sent,
  requestVersion: '1.1',
  pieces: [],
  stall: 0,
  aborted: [{ ...cut, ...aborted }],
  ...(shared === undefined ? {} : { shared }),
  ...change,
})
const CLOSED = { stream: 'closed', closedAfter: 2013, resumes: true } as const
const kinds = (one: Passage) => recordedProblems(one).problems.map(({ kind }) => kind)

test.for<readonly [string, Passage]>([
  ['truncation-hidden', passage({ seen: 'complete' })],
  ['left-waiting', passage({ seen: 'waiting' })],
  ['lost-at-abort', passage({ isKept: false })],
  ['last-event-id', passage({ idArrives: 'dropped' })],
  ['last-event-id', passage({ idArrives: 'changed' })],
  ['cache-leak', passage({}, { waits: false, leak: { when: 'ended', client: 'fetch' } })],
  ['waits-for-other', passage({}, { waits: true })],
  ['waits-for-other', passage({}, { waits: false, refused: 503 })],
  ['reload', passage({}, undefined, { reloaded: CLOSED })],
  ['reload', passage({}, undefined, { reloaded: { stream: 'silent' } })],
])('%s', ([kind, one]) => {
  expect(kinds(one)).toEqual([kind])
  expect(kinds(passage({}, { waits: false }))).toEqual([])
})

test('an application that ended its own stream early is one that aborts', () => {
  const end = { t: 0, how: 'fin', detail: '' } as const
  const clientEnd = { socket: 'fin', message: 'complete', code: '' } as const
  expect(kinds({ sent, pieces: [], stall: 0, end, clientEnd })).toEqual(['truncation-hidden'])
})

test('after a stall what did not come is not known, and what did come is', () => {
  const busy = { recordedStall: 900 }
  const left = { isKept: false, seen: 'waiting' } as const
  const waits = recordedProblems(passage(left, { waits: true }, { ...busy, reloaded: CLOSED }))
  expect(waits.problems).toEqual([])
  expect(waits.notKnown).toContain('this machine was busy')
  expect(kinds(passage({ seen: 'complete' }, { waits: false, leak: { when: 'open', client: 'fetch' } }, busy))).toEqual(
    ['truncation-hidden', 'cache-leak'],
  )
})

test('the reason of what the application can change', () => {
  const framing = 'close-delimited' as const
  const [hidden] = recordedProblems(
    passage({ seen: 'complete' }, undefined, { requestVersion: '1.0', sent: { ...sent, framing } }),
  ).problems
  expect(hidden).toMatchObject({
    severity: 'degraded',
    says: 'a truncated response looks complete to the client, after a FIN inside a chunk',
    because: ['the proxy asks with HTTP/1.0, so the response has no chunks'],
  })
})

test('what a reload does, and what is not known of it', () => {
  const after = (reloaded: Passage['reloaded']) => recordedProblems(passage({}, undefined, reloaded && { reloaded }))
  expect(after({ stream: 'goes-on' })).toEqual({ problems: [], notKnown: undefined })
  expect(after(CLOSED).problems[0]).toMatchObject({
    severity: 'broken',
    says: 'a reload of the proxy closes open streams after 2.0 s',
    because: ['a client that reconnects reaches the application with its Last-Event-ID'],
  })
  expect(after({ ...CLOSED, resumes: false }).problems[0]?.because[0]).toContain('does not reach')
  expect(after({ stream: 'unknown', because: 'the configuration is refused' })).toEqual({
    problems: [],
    notKnown: 'what a reload does is not known: the configuration is refused',
  })
})
