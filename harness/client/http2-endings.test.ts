/** How an HTTP/2 stream ends, as observed in frames and at sockets. */
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import {
  certificate,
  data,
  endStream,
  frameServer,
  goaway,
  head200,
  PING,
  rstStream,
  SETTINGS,
  tlsServer,
} from './http2.fixture.ts'
import { testStream } from './testing.ts'

const EVENT = 'id: 1\ndata: x\n\n'
const client = (address: { host: string; port: number }) =>
  testStream(address, {}, 'c', 'tok', { front: 'h2+tls', authority: certificate.authority })

/** What is sent after SETTINGS and (unless `headless`) a head and an event, and the expected `end` fact. */
const rows = [
  ['END_STREAM', [endStream(1)], 'stay', 'open', 'complete', '', undefined],
  ['RST_STREAM 0', [rstStream(1, 0)], 'stay', 'open', 'cut', '', 0],
  ['RST_STREAM 8, CANCEL', [rstStream(1, 8)], 'stay', 'open', 'cut', '', 8],
  ['RST_STREAM 2', [rstStream(1, 2)], 'stay', 'open', 'cut', 'ERR_HTTP2_STREAM_ERROR', 2],
  ['RST_STREAM 7', [rstStream(1, 7)], 'stay', 'open', 'cut', 'ERR_HTTP2_STREAM_ERROR', 7],
  ['END_STREAM, then RST_STREAM 0', [endStream(1), rstStream(1, 0)], 'stay', 'open', 'complete', '', undefined],
  ['GOAWAY that covers it, then END_STREAM', [goaway(1, 0), endStream(1)], 'stay', 'open', 'complete', '', undefined],
  ['GOAWAY with an error', [goaway(1, 2)], 'stay', 'open', 'cut', 'ERR_HTTP2_SESSION_ERROR', undefined],
  ['FIN', [], 'fin', 'fin', 'cut', '', undefined],
  ['RST', [], 'rst', 'rst', 'cut', 'ECONNRESET', undefined],
] as const
const leave = {
  stay() {},
  fin: (socket: Socket) => void socket.end(),
  rst: (_: Socket, tcp: Socket) => void tcp.resetAndDestroy(),
}

test.for(rows)('%s', async ([, frames, how, socket, message, code, reset]) => {
  const go = Promise.withResolvers<void>()
  await using server = await frameServer(async (peer, tcp) => {
    peer.write(Buffer.concat([SETTINGS, head200(1), data(1, EVENT)]))
    await go.promise
    if (frames.length > 0) peer.write(Buffer.concat(frames))
    leave[how](peer, tcp)
  })
  await using stream = client(server.address)
  await stream.stream.arrived('1')
  go.resolve()
  await stream.stream.ended()
  expect(stream.of('end')).toMatchObject([{ socket, message, code, byUs: false }])
  expect(stream.of('end')[0]?.reset).toBe(reset)
  expect(stream.facts.at(-1)?.fact).toBe('end')
  expect(stream.of('event')).toHaveLength(1)
})

test('everything at once: head, event and end in one segment', async () => {
  await using server = await frameServer((peer) => {
    peer.write(Buffer.concat([SETTINGS, head200(1), data(1, EVENT), endStream(1)]))
  })
  await using stream = client(server.address)
  await stream.stream.ended()
  expect(stream.facts.map(({ fact }) => fact)).toEqual([
    'connected',
    'request',
    'settings',
    'head',
    'body',
    'id',
    'event',
    'end',
  ])
})

test.for([
  ['RST_STREAM 1', [SETTINGS, rstStream(1, 1)], 'stay', 'open', 'ERR_HTTP2_STREAM_ERROR', 1],
  ['RST_STREAM 8', [SETTINGS, rstStream(1, 8)], 'stay', 'open', '', 8],
  ['GOAWAY below it', [SETTINGS, goaway(0, 0)], 'stay', 'open', 'ERR_HTTP2_STREAM_ERROR', undefined],
  ['FIN', [SETTINGS], 'fin', 'fin', '', undefined],
  ['FIN before SETTINGS', [], 'fin', 'fin', '', undefined],
  ['RST', [SETTINGS], 'rst', 'rst', 'ECONNRESET', undefined],
] as const)('%s before the head', async ([, frames, how, socket, code, reset]) => {
  await using server = await frameServer((peer, tcp) => {
    peer.write(Buffer.concat(frames), () => leave[how](peer, tcp))
  })
  await using stream = client(server.address)
  await stream.stream.ended()
  expect(stream.of('end')).toMatchObject([{ socket, message: 'none', code, byUs: false }])
  expect(stream.of('end')[0]?.reset).toBe(reset)
})

test('GOAWAY is told, and whether it covers the stream', async () => {
  await using server = await frameServer((peer) => {
    peer.write(Buffer.concat([SETTINGS, head200(1), goaway(1, 0), data(1, EVENT), endStream(1)]))
  })
  await using stream = client(server.address)
  await stream.stream.ended()
  expect(stream.of('goaway')).toMatchObject([{ code: 0, covered: true }])
  expect(stream.of('event')).toHaveLength(1)
  expect(stream.of('settings')).toMatchObject([{ maxConcurrentStreams: -1 }])
})

test.for([
  ['no ALPN', undefined],
  ['http/1.1 only', ['http/1.1']],
] as const)('a server that does not choose HTTP/2: %s', async ([, protocols]) => {
  await using server = await tlsServer(protocols === undefined ? undefined : [...protocols])
  await using stream = client(server.address)
  await stream.stream.ended()
  expect(stream.of('end')).toMatchObject([{ socket: 'error', message: 'none', code: 'ERR_NO_H2' }])
})

test('a server that sends PING without a pause cannot delay the client’s leaving', async () => {
  const pings = Buffer.concat(Array<Buffer>(500).fill(PING))
  await using server = await frameServer((peer) => {
    peer.write(Buffer.concat([SETTINGS, head200(1), data(1, EVENT)]))
    const flood = (): void => {
      if (!peer.destroyed) peer.write(pings, () => setImmediate(flood))
    }
    flood()
  })
  const stream = client(server.address)
  await stream.stream.arrived('1')
  await stream.stream.close()
  expect(stream.facts.at(-1)).toMatchObject({ fact: 'end', byUs: true })
})
