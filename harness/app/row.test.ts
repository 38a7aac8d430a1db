import { expect, test } from 'vitest'
import { readResponseHead } from '../client/head.ts'
import type { Flow } from './flow.ts'
import type { Passage } from './passage.ts'
import { judge } from './row.ts'

const sent = readResponseHead(
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
)
const good: Passage = {
  requestVersion: '1.1',
  sent,
  received: { status: 200, headers: sent.headers, encoding: '' },
  headDelayed: false,
  pieces: [{ bytes: 15, events: 1, comments: 0, after: 1 }],
  leaving: { noticed: 'idle', after: 2 },
  stall: 0,
}
const flow: Flow = {
  events: 3,
  comments: 0,
  retry: undefined,
  ids: [],
  longestSilence: 500,
  steady: undefined,
  heartbeat: undefined,
  cluster: undefined,
  ended: false,
}
const kinds = (passage: Passage, idle?: Parameters<typeof judge>[1], seen = flow) =>
  judge(passage, idle, seen).problems.map(({ kind }) => kind)

test('what streams works', () => {
  expect(judge(good, undefined, flow)).toEqual({
    state: 'works',
    says: 'streamed: its event arrives at once',
    problems: [],
  })
})

test('comments are not called events', () => {
  const beat = { bytes: 3, events: 0, comments: 1, after: 1 }
  expect(judge({ ...good, pieces: [beat, beat] }, undefined, flow).says).toBe(
    'streamed: each of 2 comments arrives before the next is sent',
  )
  const retry = { bytes: 9, events: 0, comments: 0, after: 1 }
  expect(judge({ ...good, pieces: [retry, beat, ...good.pieces, ...good.pieces] }, undefined, flow).says).toBe(
    'streamed: each of 2 events arrives before the next is sent',
  )
})

test('a body of another type has parts, and no heartbeat', () => {
  const headers = [['Content-Type', 'application/json']] as const
  const json = { ...good, sent: { ...sent, headers }, pieces: [{ bytes: 15, events: 0, comments: 0, after: 1 }] }
  expect(judge(json, undefined, flow).says).toBe('streamed: what it sends arrives at once')
  expect(judge(json, { closedAfter: 60_000, sound: true }, flow).problems).toMatchObject([
    { kind: 'idle-risk', because: ['it sent nothing regularly'] },
  ])
})

test('an idle limit that could not be measured leaves no firm result', () => {
  const busy = judge(good, { closedAfter: 60_000, sound: false }, flow)
  expect(busy.state).toBe('inconclusive')
  expect(busy.says).toContain('when idle is not known: this machine was busy meanwhile')
  expect(judge(good, { unknown: 'no libfaketime for x' }, flow).state).toBe('inconclusive')
  expect(judge(good, { openFor: 120_000 }, flow).state).toBe('works')
})

test('what is buffered is broken, with the bytes and the reason; after a stall it is inconclusive', () => {
  const framing = 'close-delimited' as const
  const buffered: Passage = {
    ...good,
    requestVersion: '1.0',
    sent: { ...sent, framing },
    flushed: { by: 'bytes', bytes: 4020, byPadding: true },
  }
  expect(judge(buffered, undefined, flow)).toMatchObject({
    state: 'broken',
    problems: [
      {
        kind: 'buffered',
        says: 'buffered until 4,020 bytes have been sent',
        because: [
          'the application does not send X-Accel-Buffering: no',
          'the proxy asks with HTTP/1.0, so the response has no chunks',
        ],
      },
    ],
  })
  expect(judge({ ...buffered, stall: 900 }, undefined, flow).state).toBe('inconclusive')
  expect(judge({ ...good, stall: 900 }, undefined, flow).state).toBe('works')
})

test.for<readonly [string, Partial<Passage>]>([
  ['compressed', { received: { status: 200, headers: [], encoding: 'gzip' } }],
  ['leaves-late', { leaving: { noticed: 'write', writes: 2 } }],
  ['leaves-unnoticed', { leaving: { noticed: 'never', writes: 6 } }],
  ['head-delayed', { headDelayed: true }],
  ['status', { received: { status: 502, headers: [], encoding: '' } }],
  ['status', { sent: { ...sent, status: 403 }, received: { status: 403, headers: [], encoding: '' }, pieces: [] }],
  ['closed-early', { clientEnd: { socket: 'fin', message: 'cut', code: '' } }],
  ['unreached', { unasked: { status: 403, code: '' } }],
  ['lost', { flushed: { by: 'nothing', bytes: 1 } }],
  ['delayed', { flushed: { by: 'time', after: 1200 } }],
  ['delayed', { timer: 200 }],
  [
    'truncation-hidden',
    { end: { t: 0, how: 'fin', detail: '' }, clientEnd: { socket: 'fin', message: 'complete', code: '' } },
  ],
])('%s', ([kind, change]) => {
  expect(kinds({ ...good, ...change })).toEqual([kind])
  expect(kinds(good)).toEqual([])
})

test('headers that are delayed until the first body bytes are no problem where these come with them', () => {
  expect(kinds({ ...good, headDelayed: true, firstWithHead: true })).toEqual([])
  expect(kinds({ ...good, headDelayed: true, firstWithHead: false })).toEqual(['head-delayed'])
})

test('an application that stopped answering says nothing about a proxy', () => {
  const silent: Passage = { pieces: [], stall: 0 }
  expect(judge(silent, undefined, flow).state).toBe('broken')
  expect(judge({ ...silent, stopped: true }, undefined, flow)).toMatchObject({ state: 'inconclusive', problems: [] })
})

test('a response that the proxy replaces is the only problem: its own ends and limits say nothing about the stream', () => {
  const replaced: Passage = {
    ...good,
    received: { status: 502, headers: [], encoding: '' },
    clientEnd: { socket: 'open', message: 'complete', code: '' },
    aborted: [{ how: 'fin', seen: 'complete', isKept: false, idArrives: 'dropped' }],
  } as Passage
  const { problems, state } = judge(replaced, { closedAfter: 20, sound: true }, flow, { closedAfter: 1, sound: true })
  expect(state).toBe('broken')
  expect(problems.map(({ says }) => says)).toEqual(['status 200 of the application became 502'])
})

test('a response that breaks HTTP was not closed by anybody', () => {
  const says = (code: string) =>
    judge({ ...good, clientEnd: { socket: 'error', message: 'cut', code } } as Passage, undefined, flow).problems[0]
      ?.says
  expect(says('HTTPParserError')).toBe('a client cannot read it: what it sends is not valid HTTP/1.1')
  expect(says('ECONNRESET')).toBe('closed although the application had not ended the stream')
})

test('no proxy is blamed for an application that has ended', () => {
  const refused = { end: { t: 0, how: 'refused', detail: 'ECONNREFUSED' }, pieces: [], stall: 0 } as unknown as Passage
  const received = { status: 502, headers: [], encoding: '' }
  expect(judge({ ...refused, received }, undefined, flow)).toEqual({
    state: 'inconclusive',
    says: 'the application accepts no connections any more (ECONNREFUSED)',
    problems: [],
  })
})

test('a field that the application does not send is no reason for a compression: it may change nothing', () => {
  const received = { status: 200, headers: [], encoding: 'gzip' }
  const because = (headers: [string, string][]) =>
    judge({ ...good, sent: { ...good.sent, headers }, received } as Passage, undefined, undefined).problems[0]?.because
  expect(because([])).toEqual([])
  expect(because([['Cache-Control', 'no-transform']])).toEqual(['the proxy ignores Cache-Control: no-transform'])
})

test('an idle limit is broken, a risk or nothing, by what the application was seen to send', () => {
  const idle = { closedAfter: 60_000, sound: true }
  expect(kinds(good, idle)).toEqual(['idle-risk'])
  expect(kinds(good, idle, { ...flow, longestSilence: 61_000 })).toEqual(['idle'])
  expect(kinds(good, idle, { ...flow, steady: 1000 })).toEqual([])
  expect(kinds(good, idle, { ...flow, steady: 61_000 })).toEqual(['idle-risk'])
  expect(kinds(good, idle, { ...flow, heartbeat: { every: 15_000, kind: 'comment' } })).toEqual([])
  expect(kinds(good, idle, { ...flow, heartbeat: { every: 75_000, kind: 'comment' } })).toEqual(['idle'])
  expect(kinds(good, { ...idle, sound: false })).toEqual([])
  expect(kinds(good, { openFor: 125_000 })).toEqual([])
})

test('a total duration is a warning whatever the application sends; one that is not known leaves no firm result', () => {
  const total = { closedAfter: 300_000, sound: true }
  const beats: Flow = { ...flow, heartbeat: { every: 15_000, kind: 'comment' } }
  expect(judge(good, { openFor: 1 }, beats, total)).toMatchObject({
    state: 'degraded',
    problems: [{ kind: 'total', says: 'closed after 300 s in total, although it is active' }],
  })
  expect(judge(good, { openFor: 1 }, flow, { openFor: 300_000 }).state).toBe('works')
  const over = {
    end: { t: 0, how: 'complete', detail: '' },
    clientEnd: { socket: 'fin', message: 'complete', code: '' },
  }
  expect(judge({ ...good, ...over } as Passage, undefined, flow, total).state).toBe('works')
  // Limits say nothing about a response that ends by itself.
  const ended = judge({ ...good, ...over } as Passage, { unknown: 'busy' }, flow, { unknown: 'busy' })
  expect(ended).toMatchObject({ state: 'works' })
  expect(ended.notKnown).toBeUndefined()
  // Its last piece may be sent after those that are withheld one by one.
  const closed = { closedAfter: 60_000, sound: true }
  expect(judge(good, closed, { ...flow, ended: true }, total)).toMatchObject({ state: 'works', problems: [] })
  const busy = judge(good, { openFor: 1 }, flow, { ...total, sound: false })
  expect(busy).toMatchObject({ state: 'inconclusive', problems: [] })
  expect(busy.says).toContain('after how long it is closed in total is not known: this machine was busy')
  const unknown = { unknown: 'no libfaketime for x' }
  expect(judge(good, unknown, flow, unknown).notKnown).toBe(
    'after how long it is closed, idle or in total, is not known: no libfaketime for x',
  )
})

test('a client that leaves is detected by the heartbeat of the application itself', () => {
  const beating: Flow = { ...flow, heartbeat: { every: 15_000, kind: 'comment' } }
  expect(kinds({ ...good, leaving: { noticed: 'write', writes: 2 } }, undefined, beating)).toEqual([])
  expect(kinds({ ...good, leaving: { noticed: 'never', writes: 6 } }, undefined, beating)).toEqual(['leaves-unnoticed'])
})

test('an application that has begun to refuse requests is blamed on no proxy', () => {
  const refused = { status: 429, headers: [], encoding: '' }
  const row = judge(
    { ...good, sent: { ...sent, status: 429 }, received: refused, pieces: [], refusing: 429 },
    undefined,
    flow,
  )
  expect(row).toMatchObject({ state: 'inconclusive', problems: [] })
  expect(row.says).toMatch(/without a proxy too.*status 429/)
})
