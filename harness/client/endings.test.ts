import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { CHUNKED_HEAD, CLOSE_HEAD, chunk, rawServer, refusingAddress, testStream, writeParts } from './testing.ts'

const EVENT = 'id: 1\ndata: x\n\n'
const LENGTH_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 40\r\n\r\n'
const fin = (socket: Socket) => void socket.end()
const rst = (socket: Socket) => void socket.resetAndDestroy()
const stay = () => {}

/** What the server writes, how it then closes, and the expected `end` fact. */
const rows = [
  ['terminating chunk, kept open', [CHUNKED_HEAD, chunk(EVENT), '0\r\n\r\n'], stay, 'open', 'complete', ''],
  ['terminating chunk with a trailer', [CHUNKED_HEAD, chunk(EVENT), '0\r\nA: b\r\n\r\n'], stay, 'open', 'complete', ''],
  ['whole Content-Length, kept open', [LENGTH_HEAD, EVENT.padEnd(40, '\n')], stay, 'open', 'complete', ''],
  ['FIN between chunks', [CHUNKED_HEAD, chunk(EVENT)], fin, 'fin', 'cut', 'UND_ERR_SOCKET'],
  ['FIN inside a chunk', [CHUNKED_HEAD, chunk(EVENT), '40\r\ndata: par'], fin, 'fin', 'cut', 'UND_ERR_SOCKET'],
  ['FIN before the whole Content-Length', [LENGTH_HEAD, EVENT], fin, 'fin', 'cut', 'UND_ERR_SOCKET'],
  ['FIN inside the head', ['HTTP/1.1 200 OK\r\nContent-'], fin, 'fin', 'none', 'UND_ERR_SOCKET'],
  ['FIN before the head', [], fin, 'fin', 'none', 'UND_ERR_SOCKET'],
  ['RST between chunks', [CHUNKED_HEAD, chunk(EVENT)], rst, 'rst', 'cut', 'ECONNRESET'],
  ['RST before the whole Content-Length', [LENGTH_HEAD, EVENT], rst, 'rst', 'cut', 'ECONNRESET'],
  ['RST before the head', [], rst, 'rst', 'none', 'ECONNRESET'],
  ['FIN of a close-delimited body', [CLOSE_HEAD, EVENT], fin, 'fin', 'complete', ''],
  ['RST of a close-delimited body, which undici calls clean', [CLOSE_HEAD, EVENT], rst, 'rst', 'cut', ''],
  ['invalid chunk header', [CHUNKED_HEAD, chunk(EVENT), 'zz\r\n'], stay, 'error', 'cut', 'HTTPParserError'],
  ['204', ['HTTP/1.1 204 No Content\r\n\r\n'], stay, 'open', 'complete', ''],
] as const

test.for(rows)('%s', async ([, parts, leave, socket, message, code]) => {
  const leaving = Promise.withResolvers<void>()
  await using server = await rawServer(async (peer) => {
    await writeParts(peer, parts)
    await leaving.promise
    leave(peer)
  })
  await using client = testStream(server.address)
  const hasEvent = parts.some((part) => part.includes('data: x'))
  if (hasEvent) await client.stream.arrived('1')
  else if (parts.some((part) => part.includes('\r\n\r\n'))) await client.stream.head()
  leaving.resolve()
  await client.stream.ended()

  expect(client.of('end')).toMatchObject([{ socket, message, code, byUs: false }])
  expect(client.facts.at(-1)?.fact).toBe('end')
  expect(client.of('event')).toHaveLength(hasEvent ? 1 : 0)
})

test('a refused connection', async () => {
  await using nobody = await refusingAddress()
  await using client = testStream(nobody.address)
  await client.stream.head()
  await client.stream.ended()
  expect(client.facts).toMatchObject([{ fact: 'end', socket: 'error', message: 'none', code: 'ECONNREFUSED' }])
})

test('leaving: one end by us, the server sees it, nothing is told afterwards', async () => {
  const left = Promise.withResolvers<void>()
  await using server = await rawServer((socket) => {
    socket.on('close', () => left.resolve())
    void writeParts(socket, [CHUNKED_HEAD, chunk(EVENT)])
  })
  await using client = testStream(server.address)
  await client.stream.arrived('1')
  await client.stream.close()
  await client.stream.close()
  await left.promise
  await client.stream.ended()
  expect(client.of('end')).toMatchObject([{ socket: 'open', message: 'cut', code: '', byUs: true }])
})

test('leaving at once, before it is connected', async () => {
  await using server = await rawServer(() => {})
  await using client = testStream(server.address)
  await client.stream.close()
  expect(client.facts).toMatchObject([{ fact: 'end', message: 'none', byUs: true }])
})

test('a peer that never answers is waited for, and left', async () => {
  await using server = await rawServer(() => {})
  await using client = testStream(server.address)
  await expect.poll(() => server.requests.length).toBe(1)
  await client.stream.close()
  expect(client.of('end')).toMatchObject([{ socket: 'open', message: 'none', byUs: true }])
})

test('a final head after 103 is the one that is told', async () => {
  await using server = await rawServer(async (socket) => {
    await writeParts(socket, ['HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', CHUNKED_HEAD, '0\r\n\r\n'])
  })
  await using client = testStream(server.address)
  await client.stream.ended()
  expect(client.of('interim')).toMatchObject([{ status: 103, raw: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n' }])
  expect(client.of('head')).toMatchObject([{ status: 200, raw: CHUNKED_HEAD, framing: 'chunked' }])
  expect(client.of('end')).toMatchObject([{ message: 'complete' }])
})
