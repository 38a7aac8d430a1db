/** What a scenario can observe of a request's body, of repeated requests, and of an origin that is down. */
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { PLACE_HEADER } from '../../harness/model/index.ts'
import { startOrigin } from './origin.ts'
import { rawPeer, testCell } from './testing.ts'

const start = () => startOrigin({ host: '127.0.0.1' })
const head = (method: string, more = '', stream = 't1.c.1') =>
  `${method} /sse/t1/c HTTP/1.1\r\nHost: x\r\nsse-compat-stream: ${stream}\r\n${more}\r\n`
const GET = head('GET')
const POST = head('POST', 'Transfer-Encoding: chunked\r\n')

test('a body that comes bit by bit: its bytes, and its end', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, POST)
  const exchange = await cell.exchange('c')
  expect(exchange.read).toBe(0)
  peer.socket.write('3\r\nabc\r\n')
  await exchange.body(3)
  peer.socket.write('4\r\ndefg\r\n')
  await exchange.body(7)
  await exchange.body(1)
  expect(cell.of('request-end')).toEqual([])
  peer.socket.write('0\r\n\r\n')
  await exchange.requestEnd()
  expect(cell.of('request-body')).toMatchObject([
    { bytes: 3, read: 3 },
    { bytes: 4, read: 7 },
  ])
  expect(cell.facts.at(-1)?.fact).toBe('request-end')
})

test('a request without a body tells nothing of it; one that breaks off has an end to wait for, and no fact of it', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using _get = rawPeer(origin.address, GET)
  await (await cell.exchange('c')).requestEnd()
  using post = rawPeer(origin.address, POST.replace('c.1', 'd.1'))
  const exchange = await cell.exchange('d')
  post.socket.write('3\r\nabc\r\n')
  await exchange.body(3)
  post.socket.resetAndDestroy()
  await exchange.requestEnd()
  expect(cell.of('request-body')).toHaveLength(1)
  expect(cell.of('request-end')).toEqual([])
})

test('Expect: 100-continue is answered at once', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, head('POST', 'Content-Length: 2\r\nExpect: 100-continue\r\n'))
  const exchange = await cell.exchange('c')
  await peer.until((received) => received === 'HTTP/1.1 100 Continue\r\n\r\n')
  peer.socket.write('ab')
  await exchange.requestEnd()
  await exchange.end()
  await peer.until((received) => received.includes('HTTP/1.1 200 OK'))
  expect(cell.of('request-body')).toMatchObject([{ bytes: 2, read: 2 }])
})

test('bytes as they are, and another type', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  const exchange = await cell.exchange('c')
  await exchange.sendHead({ headers: [['Content-Type', 'text/plain']] })
  await exchange.sendBytes('é')
  await exchange.sendBytes(Buffer.from([0, 255]))
  await exchange.end()
  await peer.until((received) => received.endsWith('\r\n\r\n2\r\n\xc3\xa9\r\n2\r\n\0\xff\r\n0\r\n\r\n'))
  expect(cell.of('sent')).toMatchObject([
    { what: 'bytes', bytes: 2, written: 2, digest: '' },
    { what: 'bytes', bytes: 2, written: 4 },
  ])
})

test('a proxy that asks again for one attempt brings another exchange of it', async () => {
  await using origin = await start()
  const came: string[] = []
  const second = Promise.withResolvers<void>()
  const facts: string[] = []
  using _following = origin.follow('t1', {
    fact: (fact) => void (fact.fact === 'request' && facts.push(`${fact.connection} ${fact.client} ${fact.attempt}`)),
    exchange(client, attempt) {
      came.push(`${client} ${attempt}`)
      if (came.length === 2) second.resolve()
    },
  })
  using _first = rawPeer(origin.address, GET)
  await expect.poll(() => came.length).toBe(1)
  using _again = rawPeer(origin.address, GET)
  await second.promise
  expect(came).toEqual(['c 1', 'c 1'])
  expect(facts).toEqual(['1 c 1', '2 c 1'])
})

test('down: what is open is reset, and told; what connects is refused; up: the same address answers', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using open = rawPeer(origin.address, GET)
  using idle = rawPeer(origin.address, '')
  await (await cell.exchange('c')).sendHead()
  await open.until((received) => received.includes('\r\n\r\n'))
  const ended = Promise.all([open.ended, idle.ended])
  await origin.down()
  expect(await ended).toEqual(['rst', 'rst'])
  expect(cell.facts.at(-1)).toMatchObject({ fact: 'closed', how: 'rst' })

  const refused = await new Promise((resolve) => {
    const socket = connect(origin.address.port, origin.address.host)
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    socket.on('connect', () => resolve(socket.destroy()))
  })
  expect(refused).toBe('ECONNREFUSED')

  await origin.up()
  using again = rawPeer(origin.address, head('GET', '', 't1.c.2'))
  await (await cell.exchange('c', 2)).end()
  await again.until((received) => received.endsWith('0\r\n\r\n'))
})

const UPGRADE = head(
  'GET',
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
)

test('an upgrade that is accepted; key and answer are those of RFC 6455 §1.3', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, UPGRADE)
  const exchange = await cell.exchange('c')
  expect(await exchange.upgrade()).toBe(true)
  await peer.until((received) => received.includes('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n'))
  // RFC 6455 §5.7: a masked "Hello", split, and its echo.
  peer.socket.write(Buffer.from('818537fa21', 'hex'))
  await new Promise((resolve) => setImmediate(resolve))
  peer.socket.write(Buffer.from('3d7f9f4d5158', 'hex'))
  await peer.until((received) => received.endsWith('\x81\x05Hello'))
  expect(cell.of('message')).toMatchObject([{ text: 'Hello' }])
  expect(cell.of('sent-head')).toMatchObject([{ status: 101, framing: 'none' }])
  await exchange.end()
  expect(await peer.ended).toBe('fin')
  expect(cell.of('closed')).toMatchObject([{ how: 'end' }])
})

test('an upgrade that a scenario answers with a stream, and a peer that leaves either', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, UPGRADE)
  const exchange = await cell.exchange('c')
  await exchange.sendEvent({ id: '1', data: 'a' })
  expect(await exchange.upgrade()).toBe(false)
  await exchange.end()
  expect(await peer.ended).toBe('fin')
  expect(peer.received()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*data: a\n\n\r\n0\r\n\r\n$/s)

  for (const client of ['accepted', 'not']) {
    using leaving = rawPeer(origin.address, UPGRADE.replace('c.1', `${client}.1`))
    const left = await cell.exchange(client)
    if (client === 'accepted') await left.upgrade()
    leaving.socket.end()
    await left.left()
    expect(cell.facts.at(-1)).toMatchObject({ fact: 'peer-left', socket: 'fin', client })
  }
  using plain = rawPeer(origin.address, GET.replace('c.1', 'p.1'))
  expect(await (await cell.exchange('p')).upgrade()).toBe(false)
  plain.socket.destroy()
})

test('the place that a proxy names is a fact of its own, and no scenario sees its header', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using _peer = rawPeer(origin.address, head('GET', `A: a\r\n${PLACE_HEADER}: 3.1\r\nB: b\r\n`))
  await cell.exchange('c')
  using _other = rawPeer(origin.address, head('GET', 'A: a\r\nB: b\r\n', 't1.d.1'))
  await cell.exchange('d')
  const [marked, plain] = cell.of('request')
  expect(marked?.place).toBe('3.1')
  expect(plain).not.toHaveProperty('place')
  expect(marked?.headers.map(([name]) => name)).toEqual(['Host', 'sse-compat-stream', 'A', 'B'])
  expect(marked?.raw).toBe(plain?.raw.replace('t1.d.1', 't1.c.1'))
})

test('a header of a similar name is not ours: a configuration cannot know the name, so it cannot name a place', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using _peer = rawPeer(origin.address, head('GET', `Sse-Compat-Place: 2\r\n${PLACE_HEADER}: 1\r\n`))
  await cell.exchange('c')
  const [request] = cell.of('request')
  expect(request?.place).toBe('1')
  expect(request?.headers).toContainEqual(['Sse-Compat-Place', '2'])
  expect(request?.raw).not.toContain(PLACE_HEADER)
})
