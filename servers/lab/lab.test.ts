/** Who can reach the lab, and how much of the server a session can use. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type TestServer, testServer } from '../app/testing.ts'
import { createLab } from './lab.ts'
import type { LabLimits } from './limits.ts'
import type { LabAnswer, LabRequest } from './protocol.ts'

const TOKEN = '0123456789abcdef'
const servers: TestServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.drain()
})

async function serving(limits: Partial<LabLimits> = {}): Promise<TestServer> {
  const server = await testServer({}, () => createLab({ token: TOKEN, limits, log: () => {} }))
  servers.push(server)
  return server
}

async function send({ url }: TestServer, message: LabRequest | string, token = TOKEN): Promise<LabAnswer> {
  const body = typeof message === 'string' ? message : JSON.stringify(message)
  const answer = await fetch(`${url}/lab`, { method: 'POST', body, headers: { 'sse-compat-token': token } })
  return (await answer.json()) as LabAnswer
}

const HELLO = { want: 'hello', protocol: 1 } as const

async function opened(server: TestServer): Promise<{ session: string; prefix: string }> {
  const { session = '', prefix = '' } = await send(server, HELLO)
  return { session, prefix }
}

async function newsOf(
  server: TestServer,
  session: string,
  isEnough: (answer: LabAnswer) => boolean,
): Promise<LabAnswer> {
  for (;;) {
    const answer = await send(server, { want: 'news', session, since: 0 })
    if (isEnough(answer)) return answer
  }
}

test.for<[string, RequestInit & { path?: string }]>([
  ['no token', { method: 'POST', body: JSON.stringify(HELLO) }],
  ['a wrong token', { method: 'POST', body: JSON.stringify(HELLO), headers: { 'sse-compat-token': 'wrong' } }],
  ['a part of the token', { method: 'POST', body: JSON.stringify(HELLO), headers: { 'sse-compat-token': '0123' } }],
  ['a GET with the token', { headers: { 'sse-compat-token': TOKEN } }],
  ['a stream of nobody', { path: '/lab/0123456789abcdef0123456789abcdef0123/stream' }],
])('%s: as if there were no lab', async ([, { path = '/lab', ...request }]) => {
  const without = await testServer()
  servers.push(without)
  const answers = await Promise.all(
    [await serving(), without].map(async ({ url }) => {
      const answer = await fetch(`${url}${path}`, request)
      return [answer.status, [...answer.headers.keys()], await answer.text()]
    }),
  )
  expect(answers[0]).toEqual(answers[1])
  expect(answers[0]?.[0]).toBe(404)
})

test('a wrong token is logged, without the token', async () => {
  const lines: unknown[] = []
  const log = (...line: unknown[]) => lines.push(line)
  const server = await testServer({}, () => createLab({ token: TOKEN, log }))
  servers.push(server)
  await fetch(`${server.url}/lab`, { method: 'POST', headers: { 'sse-compat-token': 'guessed' } })
  const once = [['lab-wrong-token', { remote: expect.stringMatching(/^127\.0\.0\.1:\d+$/) }]]
  expect(lines).toEqual(once)
  // A lot of them add no line each.
  for (let n = 0; n < 20; n += 1)
    await fetch(`${server.url}/lab`, { method: 'POST', headers: { 'sse-compat-token': `guessed ${n}` } })
  expect(lines.length).toBeLessThan(10)
})

// As valid messages: it is their depth alone that they are refused for.
test.for<[string, string]>([
  ['lists', `${'['.repeat(30)}${']'.repeat(30)}`],
  ['objects', `${'{"a":'.repeat(30)}1${'}'.repeat(30)}`],
  ['behind a text with an escaped quote', `["\\"", ${'['.repeat(30)}${']'.repeat(30)}]`],
])('a message of very many levels is not parsed: %s', async ([, value]) => {
  const message = `{"want":"hello","protocol":1,"x":${value}}`
  expect(JSON.parse(message)).toMatchObject(HELLO)
  expect(await send(await serving(), message)).toMatchObject({ refused: 'the message cannot be read' })
})

test('brackets in a text are no levels', async () => {
  const message = JSON.stringify({ ...HELLO, note: `${'['.repeat(100)}\\"${'{'.repeat(100)}` })
  expect(await send(await serving(), message)).toMatchObject({ session: expect.any(String) })
})

test('a stream of a session is scripted by calls, each of them once', async () => {
  const server = await serving()
  const { session, prefix } = await opened(server)
  const answer = fetch(`${server.url}/lab/${prefix}aa/one`)
  const { news = [] } = await newsOf(
    server,
    session,
    (one) => one.news?.some(({ news }) => news === 'exchange') === true,
  )
  expect(news.map((one) => (one.news === 'fact' ? one.fact.fact : one.news))).toEqual([
    'connection',
    'request',
    'exchange',
  ])
  const event = { call: 1, exchange: 1, does: { act: 'event', event: { id: '1', data: 'a' } } } as const
  await send(server, { want: 'calls', session, calls: [event] })
  await send(server, { want: 'calls', session, calls: [event, { call: 2, exchange: 1, does: { act: 'end' } }] })
  expect(await (await answer).text()).toBe('id: 1\ndata: a\n\n')
})

test('after its test case, and after its session, nobody reaches a stream', async () => {
  const server = await serving()
  const { session, prefix } = await opened(server)
  const statusOf = async (token: string): Promise<number> => (await fetch(`${server.url}/lab/${token}/one`)).status
  await send(server, { want: 'leave', session, token: `${prefix}aa` })
  expect(await statusOf(`${prefix}aa`)).toBe(404)
  await send(server, { want: 'bye', session })
  expect(await statusOf(`${prefix}bb`)).toBe(404)
  expect(await send(server, { want: 'clock', session })).toMatchObject({
    refused: expect.stringContaining('no such session'),
  })
})

test('sessions, streams, bytes and messages have limits', async () => {
  const server = await serving({ sessions: 1, streams: 1, piece: 1000, message: 2000 })
  const { session, prefix } = await opened(server)
  expect(await send(server, HELLO)).toMatchObject({ refused: '1 probes use this lab already' })
  expect(await send(server, 'x'.repeat(3000))).toMatchObject({ refused: 'the message cannot be read' })
  // Its connection is closed, since the rest is not read.
  const long = { method: 'POST', body: 'x'.repeat(3000), headers: { 'sse-compat-token': TOKEN } }
  expect((await fetch(`${server.url}/lab`, long)).headers.get('connection')).toBe('close')
  expect(await send(server, 'null')).toMatchObject({ refused: 'the message cannot be read' })
  const first = fetch(`${server.url}/lab/${prefix}aa/one`)
  await newsOf(server, session, (one) => one.news?.some(({ news }) => news === 'exchange') === true)
  expect((await fetch(`${server.url}/lab/${prefix}aa/two`)).status).toBe(503)
  // Otherwise the chain would be blamed for it.
  await newsOf(server, session, (one) => one.news?.some(({ news }) => news === 'full') === true)
  const calls = [
    { call: 1, exchange: 1, does: { act: 'padding', bytes: 1001 } },
    { call: 2, exchange: 1, does: { act: 'padding', bytes: -5 } },
    { call: 3, exchange: 1, does: { act: 'padding', bytes: 1000 } },
    { call: 4, exchange: 1, does: { act: 'end' } },
  ] as const
  await send(server, { want: 'calls', session, calls })
  expect((await (await first).arrayBuffer()).byteLength).toBe(1000)
})

test('a session that says nothing is over, and its streams end', async () => {
  const server = await serving({ silence: 1 })
  const { session, prefix } = await opened(server)
  const answer = await fetch(`${server.url}/lab/${prefix}aa/one`)
  // Its streams are ended correctly: 204, because no head was sent, or 404 where the session was over before.
  expect([204, 404]).toContain(answer.status)
  expect(await send(server, { want: 'clock', session })).toMatchObject({ refused: expect.any(String) })
})

test('streams that use up the chain end when no message gets through, and the session goes on', async () => {
  const server = await serving({ starved: 1, crowd: 0 })
  const { session, prefix } = await opened(server)
  const answer = await fetch(`${server.url}/lab/${prefix}aa/one`)
  // Complete, although it was not scripted.
  expect([200, 204]).toContain(answer.status)
  await answer.text()
  expect(await send(server, { want: 'clock', session })).not.toHaveProperty('refused')
})

test('few streams do not end when no message comes for a while', async () => {
  const server = await serving({ starved: 1, crowd: 1 })
  const { session, prefix } = await opened(server)
  const call = { call: 1, exchange: 1, does: { act: 'head', options: { headers: [['Scripted', 'yes']] } } } as const
  const answer = fetch(`${server.url}/lab/${prefix}aa/one`)
  await newsOf(server, session, ({ news = [] }) => news.some((one) => one.news === 'exchange'))
  // A later session with more streams: when they have ended, the streams of this one have been looked at too.
  const crowded = await opened(server)
  const ended = await Promise.all(['one', 'two'].map((name) => fetch(`${server.url}/lab/${crowded.prefix}aa/${name}`)))
  await Promise.all(ended.map((one) => one.text()))
  expect(ended.map(({ headers }) => headers.get('scripted'))).toEqual([null, null])
  await send(server, { want: 'calls', session, calls: [call] })
  // A stream that the lab ended has a head of its own, with status 200 too.
  expect((await answer).headers.get('scripted')).toBe('yes')
})

test('what clients do not read is bounded for all streams together', async () => {
  const MEGABYTE = 1_000_000
  const server = await serving({ waiting: 4 * MEGABYTE })
  const { session, prefix } = await opened(server)
  const sockets = await Promise.all(
    ['one', 'two', 'three', 'four'].map(async (name) => {
      const socket = connect({ port: server.port, host: '127.0.0.1' })
      // Pauses before it reads anything.
      socket.pause()
      await once(socket, 'connect')
      socket.write(`GET /lab/${prefix}aa/${name} HTTP/1.1\r\nHost: a\r\n\r\n`)
      return socket
    }),
  )
  const seen = (answer: LabAnswer) =>
    new Set(answer.news?.flatMap((one) => (one.news === 'exchange' ? [one.exchange] : [])))
  const answer = await newsOf(server, session, (one) => seen(one).size === 4)
  const numbers = [...seen(answer)].flatMap((exchange) => Array.from({ length: 16 }, () => exchange))
  const calls = numbers.map((exchange, n) => ({
    ...{ call: n + 1, exchange },
    does: { act: 'padding', bytes: MEGABYTE } as const,
  }))
  await send(server, { want: 'calls', session, calls })
  const doneOf = (one: LabAnswer) => one.news?.flatMap((news) => (news.news === 'done' ? [news] : [])) ?? []
  // Most calls are done without effect; those in progress hold less than the limit.
  const after = await newsOf(server, session, (one) => doneOf(one).length >= calls.length - 4)
  const written = new Map(doneOf(after).map((one) => [one.exchange, one.written]))
  expect([...written.values()].reduce((sum, one) => sum + one, 0)).toBeLessThan(16 * MEGABYTE)
  for (const socket of sockets) socket.destroy()
})
