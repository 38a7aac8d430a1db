import {
  brotliCompressSync,
  constants,
  createGzip,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventDigest } from '../wire/event-digest.ts'
import { readResponseHead } from './head.ts'
import { CHUNKED_HEAD, CLOSE_HEAD, chunk, rawServer, testStream, writeParts } from './testing.ts'

/** Serves a body in these parts, ends it properly, and returns the client's facts. */
async function read(parts: readonly (string | Uint8Array)[], head = CHUNKED_HEAD) {
  await using server = await rawServer(async (socket) => {
    await writeParts(socket, [head, ...parts.filter((part) => part.length > 0).map(chunk), '0\r\n\r\n'])
  })
  await using client = testStream(server.address)
  await client.stream.ended()
  return client
}
const encodedHead = (encoding: string) => CHUNKED_HEAD.replace('\r\n\r\n', `\r\nContent-Encoding: ${encoding}\r\n\r\n`)
const told = (client: Awaited<ReturnType<typeof read>>) =>
  client.of('event').map(({ id, event, data }) => [id, event, data])

test.for([
  ['LF', ['id: 1\ndata: a\ndata: b\n\n']],
  ['CR', ['id: 1\rdata: a\rdata: b\r\r']],
  ['CRLF', ['id: 1\r\ndata: a\r\ndata: b\r\n\r\n']],
  ['CRLF, split between its two', ['id: 1\r', '\ndata: a\r', '\ndata: b\r', '\n\r', '\n']],
  ['one byte a chunk', [...'id: 1\r\ndata: a\ndata: b\r\r']],
  ['a BOM', ['\uFEFFid: 1\ndata: a\ndata: b\n\n']],
] as const)('line ends: %s', async ([, parts]) => {
  const client = await read(parts)
  expect(told(client)).toEqual([['1', 'message', 'a\nb']])
  expect(client.of('event')[0]?.digest).toBe(eventDigest('message', '1', 'a\nb'))
})

test('one BOM is dropped, also when it is split; a second one is data', async () => {
  const bytes = Buffer.from('\uFEFFdata: a\n\n')
  expect(told(await read([bytes.subarray(0, 1), bytes.subarray(1, 2), bytes.subarray(2)]))).toEqual([
    ['', 'message', 'a'],
  ])
  expect(told(await read(['\uFEFF\uFEFFdata: a\n\ndata: b\n\n']))).toEqual([['', 'message', 'b']])
})

test('UTF-8 may be split anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), fc.nat(), async (text, a, b) => {
      const data = text.replace(/[\r\n]/g, ' ')
      const bytes = Buffer.from(`id: 1\ndata: ${data}\n\n`)
      const [from = 0, to = 0] = [a % bytes.length, b % bytes.length].sort((x, y) => x - y)
      const client = await read([bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)])
      expect(told(client)).toEqual([['1', 'message', Buffer.from(data).toString()]])
    }),
    { numRuns: 30 },
  )
})

test('comments, retry, ids without data, types; an unfinished event is not told', async () => {
  const client = await read([
    ': hb\n\n',
    'retry: 250\n\n',
    'id: 7\n\n',
    'event: t\ndata: a\n\n',
    'id: 8\ndata: never\n',
  ])
  expect(client.facts.slice(3, -1).filter(({ fact }) => fact !== 'body')).toMatchObject([
    { fact: 'comment', text: 'hb', size: 2 },
    { fact: 'retry', value: 250 },
    { fact: 'id', value: '7' },
    { fact: 'event', id: '7', event: 't', data: 'a', size: 1 },
  ])
})

test('long data is cut in the fact, its size and digest are not', async () => {
  const data = 'é'.repeat(300_000)
  const client = await read([`id: 1\ndata: ${data}\n\n`])
  expect(client.of('event')).toMatchObject([
    { data: data.slice(0, 200), size: 300_000, digest: eventDigest('', '1', data) },
  ])
  expect(client.of('body').reduce((sum, { bytes }) => sum + bytes, 0)).toBe(600_014)
})

const TEXT = 'id: 1\ndata: a\n\nid: 2\ndata: b\n\n'
test.for([
  ['gzip', gzipSync(TEXT)],
  ['x-gzip', gzipSync(TEXT)],
  ['deflate', deflateSync(TEXT)],
  ['deflate', deflateRawSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
  ['zstd', zstdCompressSync(TEXT)],
  ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
  ['identity', Buffer.from(TEXT)],
  ['gzip', Buffer.concat([gzipSync(TEXT), Buffer.alloc(9)])],
] as const)('content coding %s', async ([encoding, bytes]) => {
  const client = await read([bytes.subarray(0, 5), bytes.subarray(5)], encodedHead(encoding))
  expect(told(client)).toEqual([
    ['1', 'message', 'a'],
    ['2', 'message', 'b'],
  ])
  expect(client.of('head')).toMatchObject([{ encoding: encoding === 'identity' ? '' : encoding }])
  expect(client.of('end')).toMatchObject([{ message: 'complete', code: '', byUs: false }])
  expect(client.of('body').reduce((sum, fact) => sum + fact.encoded, 0)).toBe(bytes.length)
  expect(client.of('body').reduce((sum, fact) => sum + fact.bytes, 0)).toBe(TEXT.length)
})

test('gzip flushed per event arrives per event, a big one whole', async () => {
  const gzip = createGzip()
  let peer: import('node:net').Socket | undefined
  await using server = await rawServer((socket) => {
    peer = socket
    gzip.on('data', (bytes: Buffer) => socket.write(chunk(bytes)))
    socket.write(encodedHead('gzip'))
  })
  await using client = testStream(server.address)
  await client.stream.head()
  for (const [id, data] of [
    ['1', 'a'],
    ['2', 'z'.repeat(1_000_000)],
    ['3', 'c'],
  ] as const) {
    gzip.write(`id: ${id}\ndata: ${data}\n\n`)
    gzip.flush(constants.Z_SYNC_FLUSH)
    await client.stream.arrived(id)
  }
  peer?.resetAndDestroy()
  await client.stream.ended()
  expect(client.of('event').map(({ size }) => size)).toEqual([1, 1_000_000, 1])
  expect(client.of('end')).toMatchObject([{ socket: 'rst', message: 'cut', code: 'ECONNRESET' }])
})

test.for(['none', 'utf-8', 'gzip, snappy'])(
  'with a coding that no browser supports, %s, the bytes are read as they are',
  async (encoding) => {
    const client = await read([Buffer.from(TEXT)], encodedHead(encoding))
    expect(told(client)).toEqual([
      ['1', 'message', 'a'],
      ['2', 'message', 'b'],
    ])
    expect(client.of('head')).toMatchObject([{ encoding: '' }])
  },
)

test.for([
  ['corrupt', 'gzip', [Buffer.from('no gzip at all')], 'error', 'cut', 'Z_DATA_ERROR'],
  ['unfinished', 'gzip', [gzipSync(TEXT).subarray(0, -12)], 'open', 'complete', 'Z_BUF_ERROR'],
] as const)('a coding that is %s is the code of the end', async ([, encoding, parts, socket, message, code]) => {
  const client = await read(parts, encodedHead(encoding))
  expect(client.of('end')).toMatchObject([{ socket, message, code, byUs: false }])
})

test.for([
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n', 'chunked'],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, Chunked\r\n\r\n', 'chunked'],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n', 'close-delimited'],
  ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 'content-length'],
  ['HTTP/1.0 200\r\n\r\n', 'close-delimited'],
  ['HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', 'none'],
] as const)('framing of %j is %s', ([raw, framing]) => {
  expect(readResponseHead(raw).framing).toBe(framing)
})

test('bytes() and received count the body after decoding', async () => {
  await using server = await rawServer((socket) => void writeParts(socket, [CLOSE_HEAD, ': 345\n\n', ': 0123\n\n']))
  await using client = testStream(server.address)
  await client.stream.bytes(15)
  expect(client.stream.received).toBe(15)
  await client.stream.bytes(1)
})
