/** The origin's HTTP/2 side, on the port of its HTTP/1.1 side. */
import { type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createFrameReader, DATA, type Frame, HEADERS, PREFACE, RST_STREAM } from '../../harness/client/http2-frames.ts'
import type { Address } from '../../harness/model/index.ts'
import { startOrigin } from './origin.ts'
import { rawPeer, testCell } from './testing.ts'

const start = () => startOrigin({ host: '127.0.0.1', headers: [['X-Own', 'yes']] })

/** A client with prior knowledge. `socket` is its connection. */
function session({ host, port }: Address) {
  const socket = connectTcp({ host, port, noDelay: true })
  const client = connect(`http://${host}:${port}`, { createConnection: () => socket })
  client.on('error', () => {})
  const ask = (name: string, more: Record<string, string> = {}, hasBody = false): ClientHttp2Stream => {
    const fields = { ':path': `/sse/t1/${name}`, 'sse-compat-stream': `t1.${name}.1`, ...more }
    const stream = client.request(fields, { endStream: !hasBody })
    return stream.on('error', () => {})
  }
  return { socket, ask, [Symbol.dispose]: () => client.destroy() }
}

const headOf = (stream: ClientHttp2Stream): Promise<IncomingHttpHeaders> =>
  new Promise((resolve) => stream.once('response', resolve))
const closed = (stream: ClientHttp2Stream) =>
  new Promise<number>((resolve) => stream.once('close', () => resolve(stream.rstCode)))
async function textOf(stream: ClientHttp2Stream): Promise<string> {
  let text = ''
  for await (const piece of stream) text += String(piece)
  return text
}

test('a stream: its head alone, each write, and a proper end; two at the same time on one connection', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = session(origin.address)
  const [c, d] = [peer.ask('c', { 'last-event-id': '7' }), peer.ask('d')]
  const [exchange, other] = [await cell.exchange('c'), await cell.exchange('d')]
  await other.sendHead({ status: 503, headers: [['Retry-After', '1']] })
  expect(await headOf(d)).toMatchObject({ ':status': 503, 'retry-after': '1', 'x-own': 'yes' })
  await exchange.sendHead()
  const head = await headOf(c)
  expect(head).toMatchObject({ ':status': 200, 'content-type': 'text/event-stream', 'x-own': 'yes' })
  expect(head).not.toHaveProperty('date')
  expect(exchange.lastEventId).toBe('7')
  void exchange.sendEvent({ id: '1', data: 'a' })
  void exchange.sendComment('hb')
  void exchange.end()
  void other.end()
  expect(await textOf(c)).toBe('id: 1\ndata: a\n\n: hb\n\n')
  let isGone = false
  void exchange.left().then(() => {
    isGone = true
  })
  peer.ask('e')
  await cell.exchange('e')
  expect(isGone).toBe(false)
  peer.socket.destroy()
  await exchange.left()

  expect(cell.of('request').map(({ version, connection, exchange: nth }) => [version, connection, nth])).toEqual([
    ['2', 1, 1],
    ['2', 1, 2],
    ['2', 1, 3],
  ])
  const [request] = cell.of('request')
  expect(request).toMatchObject({ method: 'GET', target: '/sse/t1/c' })
  expect(request?.raw).toContain(':path: /sse/t1/c\r\n')
  expect(request?.headers).toContainEqual(['host', `127.0.0.1:${origin.address.port}`])
  expect(request?.headers.some(([name]) => name.startsWith(':'))).toBe(false)
  expect(cell.of('sent-head')[1]).toMatchObject({ asked: 'h2', framing: 'h2', status: 200 })
  expect(cell.of('sent').map(({ what, written }) => [what, written])).toEqual([
    ['event', 15],
    ['comment', 21],
  ])
  expect(cell.of('closed').map(({ how }) => how)).toEqual(['end', 'end'])
})

test('a Content-Length is kept, fields of HTTP/1.1 are not sent, and a 103 comes first', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = session(origin.address)
  const stream = peer.ask('c')
  const interim = new Promise<IncomingHttpHeaders>((resolve) => stream.once('headers', resolve))
  const exchange = await cell.exchange('c')
  await exchange.sendHead({ earlyHints: '</a>', length: 20, headers: [['Connection', 'close']] })
  expect(await interim).toMatchObject({ ':status': 103, link: '</a>' })
  const head = await headOf(stream)
  expect(head).toMatchObject({ 'content-length': '20' })
  expect(head).not.toHaveProperty('connection')
  await exchange.end()
  expect(await textOf(stream)).toHaveLength(20)
  expect(cell.of('sent-head')).toMatchObject([{ framing: 'content-length' }])
})

test('a body: as it comes, and its end; a request without one tells nothing of it', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = session(origin.address)
  const stream = peer.ask('c', { ':method': 'POST' }, true)
  const exchange = await cell.exchange('c')
  stream.write('abc')
  await exchange.body(3)
  stream.end('de')
  await exchange.requestEnd()
  expect(cell.of('request-body')).toMatchObject([{ read: 3 }, { read: 5 }])
  expect(cell.of('request-end')).toHaveLength(1)
  peer.ask('d')
  await (await cell.exchange('d')).requestEnd()
  expect(cell.of('request-end')).toHaveLength(1)
})

test('reset after it: RST_STREAM with INTERNAL_ERROR; the other streams of the connection go on', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = session(origin.address)
  const [c, d] = [peer.ask('c'), peer.ask('d')]
  const [exchange, other] = [await cell.exchange('c'), await cell.exchange('d')]
  await exchange.sendHead()
  await headOf(c)
  await exchange.reset()
  expect(await closed(c)).toBe(2)
  await exchange.left()
  void other.sendEvent({ id: '1', data: 'a' })
  void other.end()
  expect(await textOf(d)).toBe('id: 1\ndata: a\n\n')
  expect(cell.of('closed').map(({ how }) => how)).toEqual(['rst', 'end'])
  expect(cell.of('peer-left')).toEqual([])
})

const FIELDS = { ':method': 'GET', ':scheme': 'http', ':path': '/sse/t1/c', ':authority': 'x' }

/** Preface, SETTINGS, and HEADERS with END_STREAM whose fields are literals (RFC 7541 §6.2.2). */
function rawRequest(fields: Record<string, string>): string {
  const literal = (text: string): string => String.fromCharCode(text.length) + text
  const block = Object.entries(fields)
    .map(([name, value]) => `\0${literal(name)}${literal(value)}`)
    .join('')
  const head = (length: number, type: number, flags: number, stream: number): string =>
    String.fromCharCode(0, 0, length, type, flags, 0, 0, 0, stream)
  return `${PREFACE}${head(0, 4, 0, 0)}${head(block.length, HEADERS, 0x5, 1)}${block}`
}

test('reset before the head is one of the connection', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, rawRequest(FIELDS))
  await (await cell.exchange('c')).reset()
  expect(await peer.ended).toBe('rst')
  expect(cell.of('closed')).toMatchObject([{ how: 'rst' }])
})

test.for([
  ['inside', 'data: par'],
  ['between', 'data: a\n\n'],
] as const)('fin %s a DATA frame: neither END_STREAM nor RST_STREAM', async ([where, last]) => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, rawRequest(FIELDS))
  const exchange = await cell.exchange('c')
  await exchange.sendEvent({ id: '1', data: 'a' })
  await exchange.fin(where)
  expect(await peer.ended).toBe('fin')
  const frames: Frame[] = []
  createFrameReader(0, (frame) => frames.push(frame))(Buffer.from(peer.received(), 'latin1'))
  expect(frames.filter(({ type }) => type === DATA).map(({ flags }) => flags)).toEqual([0])
  expect(frames.filter(({ type }) => type === RST_STREAM)).toEqual([])
  expect(peer.received().endsWith(last)).toBe(true)
  expect(cell.of('request')).toMatchObject([{ joinedBy: 'target', version: '2' }])
  expect(cell.of('closed')).toMatchObject([{ how: 'fin' }])
})

test.for([
  ['RST_STREAM', 'rst', ({ stream }: Leaving) => stream.close(8)],
  ['FIN of the connection', 'fin', ({ socket }: Leaving) => socket.end()],
  ['RST of the connection', 'rst', ({ socket }: Leaving) => socket.resetAndDestroy()],
] as const)('the peer leaves by %s', async ([, how, leave]) => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = session(origin.address)
  const stream = peer.ask('c')
  const exchange = await cell.exchange('c')
  await exchange.sendHead()
  await headOf(stream)
  leave({ stream, socket: peer.socket })
  await exchange.left()
  await exchange.sendEvent({ id: '1', data: 'a' })
  await exchange.end()
  expect(cell.of('peer-left')).toMatchObject([{ socket: how }])
  expect([...cell.of('sent'), ...cell.of('closed')]).toEqual([])
})

interface Leaving {
  readonly stream: ClientHttp2Stream
  readonly socket: Socket
}

test('a response without a body is ended by the scenario, although its head has END_STREAM', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = session(origin.address)
  const stream = peer.ask('c')
  const exchange = await cell.exchange('c')
  await exchange.sendHead({ status: 204 })
  expect(await headOf(stream)).toMatchObject({ ':status': 204 })
  expect(await textOf(stream)).toBe('')
  await exchange.end()
  expect(cell.of('sent-head')).toMatchObject([{ framing: 'none' }])
  expect(cell.of('closed')).toMatchObject([{ how: 'end' }])
})

test('a request for nobody is 204, a stranger 404; what is not followed any more ends properly', async () => {
  await using origin = await start()
  using peer = session(origin.address)
  expect(await headOf(peer.ask('x', { ':path': '/.sse-compat-ready' }))).toMatchObject({ ':status': 204 })
  expect(await headOf(peer.ask('x'))).toMatchObject({ ':status': 404 })
  const cell = testCell(origin, 't1')
  const [open, early] = [peer.ask('c'), peer.ask('d')]
  await cell.exchange('d')
  await (await cell.exchange('c')).sendEvent({ id: '1', data: 'a' })
  cell[Symbol.dispose]()
  expect(await headOf(early)).toMatchObject({ ':status': 204 })
  expect(await textOf(open)).toBe('id: 1\ndata: a\n\n')
})

test('down resets every connection, up takes new ones of either version', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = session(origin.address)
  const stream = peer.ask('c')
  await cell.exchange('c')
  const over = closed(stream)
  await origin.down()
  await over
  await origin.up()
  using again = session(origin.address)
  again.ask('d')
  await (await cell.exchange('d')).sendHead()
  using plain = rawPeer(origin.address, 'GET /sse/t1/e HTTP/1.1\r\nHost: x\r\nsse-compat-stream: t1.e.1\r\n\r\n')
  await (await cell.exchange('e')).sendHead()
  await plain.until((received) => received.startsWith('HTTP/1.1 200 OK\r\n'))
  expect(cell.of('request').map(({ version }) => version)).toEqual(['2', '2', '1.1'])
})

test('a connection that says nothing is let go; a first line that comes byte by byte is HTTP/1.1', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using silent = rawPeer(origin.address, '')
  silent.socket.end()
  expect(await silent.ended).toBe('fin')
  using slow = rawPeer(origin.address, 'P')
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  slow.socket.write('OST /sse/t1/c HTTP/1.1\r\nHost: x\r\nsse-compat-stream: t1.c.1\r\n\r\n')
  expect((await cell.exchange('c')).read).toBe(0)
  expect(cell.of('request')).toMatchObject([{ method: 'POST', version: '1.1' }])
})
