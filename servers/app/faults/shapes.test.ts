/** Requests that two parsers could read differently: rejected, and the connection is closed without a response to what follows. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from '../testing.ts'
import { rawConnection, requestOf } from './raw.fixture.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const BODY = '{"type":"n","data":1}'
const SIZE = BODY.length.toString(16)
const CHUNKS = `${SIZE}\r\n${BODY}\r\n0\r\n\r\n`
/** The request that an attacker wants a response to instead of another client's request. */
const BEHIND = requestOf('GET /sse/stats')

const post = (headers: string, body: string) =>
  `POST /api/notifications HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n${body}`
const coded = (value: string, body = CHUNKS) => post(`Transfer-Encoding: ${value}\r\n`, body)
const sized = (value: string) => post(`Content-Length: ${value}\r\n`, BODY)
const get = (headers: string, line = 'GET /sse/stats HTTP/1.1') => `${line}\r\n${headers}\r\n`

test.for([
  ['a length and chunks', 400, post(`Content-Length: ${BODY.length}\r\nTransfer-Encoding: chunked\r\n`, CHUNKS)],
  ['chunks and a length', 400, post(`Transfer-Encoding: chunked\r\nContent-Length: ${BODY.length}\r\n`, CHUNKS)],
  ['a coding after chunked', 400, coded('chunked, identity')],
  ['identity', 400, coded('identity')],
  ['a name that ends like chunked', 400, coded('xchunked')],
  ['a coding before chunked', 501, coded('gzip, chunked')],
  ['chunked twice', 400, coded('chunked\r\nTransfer-Encoding: chunked')],
  ['chunked, then another header with another coding', 400, coded('chunked\r\nTransfer-Encoding: x')],
  ['chunked after a vertical tab', 400, coded('\x0bchunked')],
  ['chunked in quotes', 400, coded('"chunked"')],
  ['chunked on a folded line', 400, coded('\r\n chunked')],
  ['an unknown coding of a GET', 400, get('Host: test\r\nTransfer-Encoding: xchunked\r\n') + CHUNKS],
  ['chunks in HTTP/1.0', 400, coded('chunked').replace('1.1', '1.0')],
  ['a folded header', 400, get('Host: test\r\nA: b\r\n c\r\n')],
  ['a header that begins with a space', 400, get(' A: b\r\nHost: test\r\n')],
  ['the same length twice', 400, sized(`${BODY.length}\r\nContent-Length: ${BODY.length}`)],
  ['two lengths', 400, sized(`${BODY.length}\r\nContent-Length: 0`)],
  ['a list of lengths', 400, sized(`${BODY.length}, ${BODY.length}`)],
  ['a length with a plus', 400, sized(`+${BODY.length}`)],
  ['a negative length', 400, sized('-1')],
  ['a hexadecimal length', 400, sized('0x15')],
  ['a length beyond all numbers', 400, sized('9'.repeat(30))],
  ['a length with a space in it', 400, sized('1 5')],
  ['an empty length', 400, sized('')],
  ['a space before the colon', 400, post(`Content-Length : ${BODY.length}\r\n`, BODY)],
  ['a space before the colon of a coding', 400, post('Transfer-Encoding : chunked\r\n', CHUNKS)],
  ['line feeds only', 400, post(`Content-Length: ${BODY.length}\r\n`, '').replaceAll('\r', '') + BODY],
  ['one line feed without its CR', 400, get('Host: test\r\nA: b\nC: d\r\n')],
  ['a head that ends in a line feed', 400, 'GET /sse/stats HTTP/1.1\r\nHost: test\r\n\n'],
  ['a CR inside a header', 400, get('Host: test\r\nA: b\rC: d\r\n')],
  ['a NUL inside a header', 400, get('Host: test\r\nA: b\0c\r\n')],
  ['a negative chunk', 400, coded('chunked', `-1\r\n${BODY}`)],
  ['a chunk beyond all numbers', 400, coded('chunked', `${'F'.repeat(20)}\r\n${BODY}`)],
  ['a chunk size with 0x', 400, coded('chunked', `0x${CHUNKS}`)],
  ['a chunk size with a space', 400, coded('chunked', CHUNKS.replace('\r', ' \r'))],
  ['a chunk size that ends in a line feed', 400, coded('chunked', CHUNKS.replace('\r\n', '\n'))],
  ['a chunk without its end', 400, coded('chunked', `${SIZE}\r\n${BODY}xx0\r\n\r\n`)],
  ['a flood in one chunk extension', 413, coded('chunked', `1;${'a'.repeat(100_000)}\r\n`)],
  ['a length among the trailers', 400, coded('chunked', CHUNKS.replace('0\r\n', '0\r\nContent-Length: 5\r\n'))],
  ['a flood of trailers', 431, coded('chunked', CHUNKS.replace('0\r\n', `0\r\n${'A: b\r\n'.repeat(20_000)}`))],
  ['no Host', 400, get('')],
  ['two Hosts', 400, get('Host: a\r\nHost: b\r\n')],
  ['two Hosts and an absolute target', 400, get('Host: a\r\nHost: b\r\n', 'GET http://a/sse/stats HTTP/1.1')],
  ['a Host with a path', 400, get('Host: a/b\r\n')],
  ['a Host with a space', 400, get('Host: a b\r\n')],
  ['no version', 505, 'GET /sse/stats\r\n\r\n'],
  ['version 2.0', 505, get('Host: test\r\n', 'GET /sse/stats HTTP/2.0')],
  ['version 1.2', 400, get('Host: test\r\n', 'GET /sse/stats HTTP/1.2')],
  ["HTTP/2's preface", 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ["TLS's first bytes", 400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
] as const)('%s: %i', async ([, status, bytes]) => {
  const before = (await server.stats()).published
  using connection = rawConnection(server.port, bytes + BEHIND)
  await connection.closed
  expect(connection.statuses()).toEqual([status])
  expect((await server.stats()).published).toBe(before)
})

test('the server is unharmed', async () => {
  expect((await server.publish('n', 1)).status).toBe(200)
  expect((await server.stats()).connections).toBe(0)
  expect(server.logged.filter(({ level }) => level === 'error')).toEqual([])
})
