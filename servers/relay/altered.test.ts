import { expect, test } from 'vitest'
import { chunk, type RawServer, rawServer, writeParts } from '../../harness/client/testing.ts'
import { rawPeer } from '../origin/testing.ts'
import { type Alteration, altered } from './altered.ts'
import { askApplication } from './application.ts'
import { recordingOf, replay } from './recording.ts'
import { startRelay } from './relay.ts'
import type { RelayedExchange } from './relayed-exchange.ts'

const GET = 'GET /tok/app HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n'
const CHUNKED =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n'
const PLAIN = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n'

/** What a peer receives from an application with this alteration, when everything is released. */
async function through(
  application: RawServer,
  alteration: Alteration,
  enough: (text: string) => boolean,
  request = GET,
) {
  await using relay = await startRelay('127.0.0.1')
  const come = Promise.withResolvers<RelayedExchange>()
  using _ = relay.follow('tok', {
    source: altered(askApplication({ ...application.address, tls: false }), alteration),
    target: '/',
    host: 'app',
    exchange: come.resolve,
  })
  using peer = rawPeer(relay.address, request)
  const exchange = await come.promise
  exchange.release(Number.POSITIVE_INFINITY)
  await Promise.race([peer.until(enough), peer.ended])
  return peer.received()
}

test('header fields are set, the comment comes first, and everything else is as it was', async () => {
  await using application = await rawServer(
    (socket) => void writeParts(socket, [CHUNKED, chunk('data: a\n\n'), '0\r\n\r\n']),
  )
  const set = [
    ['X-Accel-Buffering', 'no'],
    ['cache-control', 'no-cache, no-transform'],
  ] as const
  const got = await through(application, { set, comment: true }, (text) => text.endsWith('0\r\n\r\n'))
  const head = CHUNKED.replace('no-cache', 'no-cache, no-transform').replace(
    '\r\n\r\n',
    '\r\nX-Accel-Buffering: no\r\n\r\n',
  )
  expect(got).toBe(`${head}${chunk(':\n\n')}${chunk('data: a\n\n')}0\r\n\r\n`)
})

test('informational responses are left out, and nothing else', async () => {
  const early = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'
  await using application = await rawServer((socket) => void writeParts(socket, [early, CHUNKED, chunk('data: a\n\n')]))
  const isWhole = (text: string): boolean => text.endsWith('data: a\n\n\r\n')
  expect(await through(application, { final: true }, isWhole)).toBe(`${CHUNKED}${chunk('data: a\n\n')}`)
  expect(await through(application, {}, isWhole)).toBe(`${early}${CHUNKED}${chunk('data: a\n\n')}`)
})

test('a heartbeat comes while nothing else does, and never inside an event', async () => {
  await using application = await rawServer((socket) => void writeParts(socket, [PLAIN, 'data: a\n\n']))
  expect(await through(application, { heartbeat: 20 }, (text) => text.endsWith(':\n\n:\n\n'))).toBe(
    `${PLAIN}data: a\n\n:\n\n:\n\n`,
  )
})

test('a close-delimited answer becomes chunks for HTTP/1.1, and stays for HTTP/1.0', async () => {
  await using application = await rawServer(
    (socket) => void writeParts(socket, [PLAIN, 'data: a\n\n']).then(() => socket.end()),
  )
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
  expect(await through(application, { chunked: true }, (text) => text.endsWith('0\r\n\r\n'))).toBe(
    `${head}${chunk('data: a\n\n')}0\r\n\r\n`,
  )
  expect(await through(application, { chunked: true }, () => false, GET.replace('1.1', '1.0'))).toBe(
    `${PLAIN}data: a\n\n`,
  )
})

test('without a coding: the application is not asked for one', async () => {
  await using application = await rawServer((socket) => void writeParts(socket, [PLAIN]).then(() => socket.end()))
  await through(application, { identity: true }, () => false)
  expect(application.requests[0]).not.toMatch(/accept-encoding/i)
})

test('a recording has the same bytes, up to where something may follow', async () => {
  await using application = await rawServer(
    (socket) => void writeParts(socket, [CHUNKED, chunk('data: a\n\n'), chunk('data: half')]),
  )
  await using relay = await startRelay('127.0.0.1')
  const come = Promise.withResolvers<RelayedExchange>()
  const follower = { source: askApplication({ ...application.address, tls: false }), target: '/', host: 'app' }
  using _first = relay.follow('tok', { ...follower, exchange: come.resolve })
  using _peer = rawPeer(relay.address, GET)
  const exchange = await come.promise
  exchange.release(2)
  await exchange.came(1)
  const recording = recordingOf(exchange, 4)
  if (recording === undefined) throw new Error('nothing was recorded')
  const again = Promise.withResolvers<RelayedExchange>()
  using _second = relay.follow('two', { ...follower, source: replay(recording), exchange: again.resolve })
  using peer = rawPeer(relay.address, GET.replace('tok', 'two'))
  ;(await again.promise).release(9)
  await peer.until((text) => text === CHUNKED + chunk('data: a\n\n'))
  expect(application.requests).toHaveLength(1)
})

test('a field that names the protocol is no status line: fields are set, and removed, in the whole head', async () => {
  const head = CHUNKED.replace('\r\n\r\n', '\r\nVia: HTTP/1.1 cache\r\n\r\n')
  await using application = await rawServer((socket) => void writeParts(socket, [head, '0\r\n\r\n']))
  const set = [['Cache-Control', 'no-store']] as const
  const got = await through(application, { set, comment: true }, (text) => text.endsWith('0\r\n\r\n'))
  expect(got).toBe(`${head.replace('no-cache', 'no-store')}${chunk(':\n\n')}0\r\n\r\n`)
})
