import { expect, test } from 'vitest'
import { startOrigin } from './origin.ts'
import { rawPeer, testCell } from './testing.ts'

const GET = 'GET /sse/t1/c HTTP/1.1\r\nHost: x\r\nsse-compat-stream: t1.c.1\r\n\r\n'
const CHUNKED =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n'
const CLOSE =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n'
const start = (headers: [string, string][] = []) => startOrigin({ host: '127.0.0.1', headers })

test('chunked: every byte, in order, one chunk a write; open for the next request after its end', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  const exchange = await cell.exchange('c')
  void exchange.sendHead()
  void exchange.sendEvent({ id: '1', data: 'a' })
  void exchange.sendComment('hb')
  await exchange.end()
  const body = 'f\r\nid: 1\ndata: a\n\n\r\n6\r\n: hb\n\n\r\n0\r\n\r\n'
  await peer.until((received) => received.endsWith('0\r\n\r\n'))
  expect(peer.received()).toBe(CHUNKED + body)

  peer.socket.write(GET.replace('t1.c.1', 't1.c.2'))
  const second = await cell.exchange('c', 2)
  await second.sendHead({ status: 401, headers: [['Retry-After', '1']] })
  await second.end()
  const head = 'HTTP/1.1 401 Unauthorized\r\nRetry-After: 1\r\nTransfer-Encoding: chunked\r\n\r\n'
  await peer.until((received) => received === `${CHUNKED + body + head}0\r\n\r\n`)

  expect(cell.facts.map(({ connection, exchange, fact }) => [connection, exchange, fact])).toEqual([
    [1, 1, 'connection'],
    ...['request', 'sent-head', 'sent', 'sent', 'closed'].map((fact) => [1, 1, fact]),
    ...['request', 'sent-head', 'closed'].map((fact) => [1, 2, fact]),
  ])
  expect(cell.of('sent-head').map(({ raw }) => raw)).toEqual([CHUNKED, head])
  expect(cell.of('sent')).toMatchObject([
    { what: 'event', id: '1', bytes: 15, written: 15 },
    { what: 'comment', id: 'hb', bytes: 6, written: 21, digest: '' },
  ])
  expect(exchange.written).toBe(21)
  expect(cell.facts.every((fact, i) => i === 0 || fact.t >= (cell.facts[i - 1]?.t ?? 0))).toBe(true)
})

test('close-delimited: the end is a FIN', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  const exchange = await cell.exchange('c')
  await exchange.sendHead({ framing: 'close-delimited' })
  await exchange.sendEvent({ id: '1', data: 'a' })
  await exchange.end()
  expect(await peer.ended).toBe('fin')
  expect(peer.received()).toBe(`${CLOSE}id: 1\ndata: a\n\n`)
  expect(cell.of('sent-head')).toMatchObject([{ raw: CLOSE, asked: 'close-delimited', framing: 'close-delimited' }])
  expect(cell.of('peer-left')).toEqual([])
  await exchange.left()
})

test('HTTP/1.0 is never answered chunked, and the fact says so', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET.replace('1.1\r', '1.0\r').replace('Host', 'Connection: keep-alive\r\nHost'))
  const exchange = await cell.exchange('c')
  await exchange.sendHead({ framing: 'chunked' })
  await exchange.end()
  expect(await peer.ended).toBe('fin')
  expect(peer.received()).toBe(CLOSE)
  expect(cell.of('request')).toMatchObject([{ version: '1.0' }])
  expect(cell.of('sent-head')).toMatchObject([{ asked: 'chunked', framing: 'close-delimited' }])
})

const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n'

test('a 103 is sent before the head, but not to HTTP/1.0', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  for (const [client, version, hints] of [
    ['c', '1.1', HINTS],
    ['d', '1.0', ''],
  ] as const) {
    using peer = rawPeer(origin.address, GET.replace('c.1', `${client}.1`).replace('1.1\r', `${version}\r`))
    const exchange = await cell.exchange(client)
    await exchange.sendHead({ earlyHints: '</a>; rel=preload' })
    const head = version === '1.1' ? CHUNKED : CLOSE
    await peer.until((received) => received === `${hints}${head}`)
  }
  expect(cell.of('sent-interim')).toMatchObject([{ client: 'c', status: 103, raw: HINTS }])
  expect(cell.of('sent-head').map(({ client }) => client)).toEqual(['c', 'd'])
})

test('a request that asks to close is told so, and closed after a chunked end', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET.replace('Host', 'Connection: close\r\nHost'))
  const exchange = await cell.exchange('c')
  await exchange.sendHead()
  await exchange.end()
  expect(await peer.ended).toBe('fin')
  expect(peer.received()).toBe(`${CHUNKED.replace('Transfer', 'Connection: close\r\nTransfer')}0\r\n\r\n`)
})

test('the profile’s headers are added; one with a default’s name takes its place', async () => {
  await using origin = await start([
    ['Cache-Control', 'no-transform'],
    ['X-Accel-Buffering', 'no'],
  ])
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  await (await cell.exchange('c')).sendHead()
  const expected =
    'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-transform\r\n' +
    'X-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n'
  await peer.until((received) => received === expected)
})

test.for([204, 304])('status %i has no body and keeps the connection', async (status) => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  const exchange = await cell.exchange('c')
  await exchange.sendHead({ status, headers: [] })
  await exchange.end()
  await peer.until((received) => received.endsWith('\r\n\r\n'))
  expect(peer.received()).toMatch(/^HTTP\/1\.1 \d+ [\w ]+\r\n\r\n$/)
  expect(cell.of('sent-head')).toMatchObject([{ framing: 'none', raw: peer.received() }])
})

test('a stated Content-Length', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  const exchange = await cell.exchange('c')
  await exchange.sendHead({ headers: [['Content-Length', '6']] })
  await exchange.sendComment('hb')
  await exchange.end()
  await peer.until((received) => received === 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n: hb\n\n')
  expect(cell.of('sent-head')).toMatchObject([{ asked: 'content-length', framing: 'content-length' }])
})

test('a declared length is kept: the end sends what is missing', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  for (const [n, [client, length]] of (
    [
      ['c', 20],
      ['d', 7],
    ] as const
  ).entries()) {
    using peer = rawPeer(origin.address, GET.replace('c.1', `${client}.1`))
    const exchange = await cell.exchange(client)
    await exchange.sendHead({ length })
    await exchange.sendComment('hb')
    await exchange.end()
    const body = () => Buffer.from(peer.received().split('\r\n\r\n')[1] ?? '', 'latin1')
    await peer.until(() => body().length >= length)
    expect(body()).toHaveLength(length)
    expect(cell.of('sent-head')[n]).toMatchObject({ asked: 'content-length', framing: 'content-length' })
    if (length === 20) expect(body().toString('latin1').slice(0, 8)).toBe(': hb\n\n: ')
    if (length === 7) expect(body().toString('latin1')).toBe(': hb\n\n\n')
  }
})

test('a request head is told byte for byte, also in pieces, odd, and after a body', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  const odd = 'POST /t1/c?q=/x HTTP/1.1\r\nhOsT:x  \r\nX-Twice:  a\r\nx-twice: \xfc\r\nContent-Length: 5\r\n\r\n'
  using peer = rawPeer(origin.address, odd.slice(0, 30))
  await new Promise((resolve) => setImmediate(resolve))
  peer.socket.write(`${odd.slice(30)}GET /`, 'latin1')
  const exchange = await cell.exchange('c')
  await exchange.end()
  await peer.until((received) => received.endsWith('0\r\n\r\n'))
  peer.socket.write(GET.replace('c.1', 'd.1'))
  await cell.exchange('d')
  expect(cell.of('request').map(({ raw }) => raw)).toEqual([odd, GET.replace('c.1', 'd.1')])
  expect(cell.of('request')[0]?.headers.slice(0, 3)).toEqual([
    ['hOsT', 'x'],
    ['X-Twice', 'a'],
    ['x-twice', '\xfc'],
  ])
})

test('without the join header the target tells, and the attempt is the lowest not seen', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  const bare = 'GET /any/where?/t1/c-1 HTTP/1.1\r\nHost: x\r\nLast-Event-ID: \xc3\xbc\r\n\r\n'
  using _a = rawPeer(origin.address, bare.replace('\r\n\r\n', '\r\nsse-compat-stream: t1.c-1.2\r\n\r\n'))
  await cell.exchange('c-1', 2)
  using _b = rawPeer(origin.address, bare)
  const first = await cell.exchange('c-1', 1)
  using _c = rawPeer(origin.address, bare)
  await cell.exchange('c-1', 3)
  expect(first.lastEventId).toBe('ü')
  expect(cell.of('request').map(({ client, attempt, joinedBy }) => [client, attempt, joinedBy])).toEqual([
    ['c-1', 2, undefined],
    ['c-1', 1, 'target'],
    ['c-1', 3, 'target'],
  ])
  expect(cell.of('connection').map(({ connection }) => connection)).toEqual([1, 2, 3])
})

test('requests that nobody follows', async () => {
  await using origin = await start()
  using ready = rawPeer(origin.address, 'GET /a/.sse-compat-ready HTTP/1.1\r\nHost: x\r\n\r\n')
  using cell = testCell(origin, 't2')
  // nginx's own request (auth_request) before it accepts a request: with the fields of that request.
  using asked = rawPeer(
    origin.address,
    'GET /.sse-compat-ready HTTP/1.1\r\nHost: x\r\nsse-compat-stream: t2.c.1\r\n\r\n',
  )
  using other = rawPeer(origin.address, 'GET /t1/c HTTP/1.1\r\nHost: x\r\n\r\n')
  for (const peer of [ready, asked]) await peer.until((received) => received.startsWith('HTTP/1.1 204 '))
  expect(cell.facts).toEqual([])
  await other.until((received) => received.startsWith('HTTP/1.1 404 ') && received.includes('text/plain'))
})
