import { expect, test } from 'vitest'
import { createBodyReader } from './message-body.ts'
import { changeHead, contentLength, createHeadReader, finalHeadAt, readRequestHead } from './message-head.ts'

const ODD = 'HTTP/1.0 200 Fine\nX-One:a\r\ncontent-TYPE:  text/event-stream \r\nX-One: b\r\n\r\n'

test('a changed head keeps every line that was not named, with its case, order, blanks and line end', () => {
  expect(changeHead(ODD, {})).toBe(ODD)
  expect(changeHead(ODD, { remove: ['x-one'] })).toBe('HTTP/1.0 200 Fine\ncontent-TYPE:  text/event-stream \r\n\r\n')
  expect(changeHead(ODD, { set: [['x-ONE', 'c']] })).toBe(
    'HTTP/1.0 200 Fine\nX-One: c\ncontent-TYPE:  text/event-stream \r\n\r\n',
  )
  expect(changeHead('GET / HTTP/1.1\r\nA: b\r\n\r\n', { firstLine: 'GET /x HTTP/1.1', set: [['Host', 'h']] })).toBe(
    'GET /x HTTP/1.1\r\nA: b\r\nHost: h\r\n\r\n',
  )
})

test('a head is found wherever it is split, and what follows it is handed on', () => {
  for (let at = 1; at < ODD.length; at += 1) {
    const reader = createHeadReader()
    expect(reader.push(Buffer.from(ODD.slice(0, at), 'latin1'))).toBeUndefined()
    expect(reader.push(Buffer.from(`${ODD.slice(at)}body`, 'latin1'))).toEqual({ raw: ODD, rest: Buffer.from('body') })
  }
  expect(createHeadReader().push(Buffer.alloc(70_000, 'a'))).toBe('too-long')
})

test('a length is one number; equal ones count once', () => {
  const of = (...values: string[]) => contentLength(values.map((value) => ['Content-Length', value]))
  expect(of('12')).toBe(12)
  expect(of('12', '12')).toBe(12)
  expect(of('12, 12')).toBe(12)
  for (const values of [[], [''], ['12', '13'], ['12, '], ['-1'], ['1e3'], ['0x10'], ['9'.repeat(16)]])
    expect(of(...values), values.join()).toBeUndefined()
})

test('a request line', () => {
  expect(readRequestHead('GET /a?b HTTP/1.0\r\nHost: x\r\n\r\n')).toMatchObject({
    method: 'GET',
    target: '/a?b',
    version: '1.0',
    headers: [['Host', 'x']],
  })
  expect(readRequestHead('PRI * HTTP/2.0\r\n\r\n')).toBeUndefined()
})

const CHUNKED = '3;ext=1\r\nabc\r\n000a\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nrest'

test('a chunked body: the segments are its bytes, wherever they are split, and the payload is theirs', () => {
  for (let at = 0; at < CHUNKED.length; at += 1) {
    const reader = createBodyReader('chunked')
    const parts = [CHUNKED.slice(0, at), CHUNKED.slice(at)].map((text) => Buffer.from(text))
    const segments = parts.flatMap((part) => [...reader.push(part)])
    expect(Buffer.concat(segments.map(({ raw }) => raw)).toString()).toBe(CHUNKED.slice(0, -4))
    expect(Buffer.concat(segments.map(({ payload }) => payload)).toString()).toBe('abc0123456789')
    expect(reader.complete).toBe(true)
    expect(reader.rest.toString()).toBe('rest')
  }
})

test.for(['x\r\n', '3\r\nabcd\r\n', '-1\r\n', `${'0'.repeat(20)}\r\n`])('a broken chunk is told: %j', (text) => {
  expect(() => createBodyReader('chunked').push(Buffer.from(text))).toThrow(/chunk/)
})

test('a body with a length ends there; one without ends with the connection', () => {
  const reader = createBodyReader('content-length', 5)
  expect(reader.push(Buffer.from('ab'))).toHaveLength(1)
  expect(reader.complete).toBe(false)
  reader.push(Buffer.from('cdeX'))
  expect([reader.complete, reader.rest.toString()]).toEqual([true, 'X'])
  const open = createBodyReader('close-delimited')
  open.push(Buffer.alloc(1000))
  expect(open.complete).toBe(false)
})

test('the final response begins behind the interim ones, and no field that names the protocol is its status line', () => {
  const interim = 'HTTP/1.1 103 Early Hints\r\nVia: HTTP/1.1 a\r\n\r\n'
  const final = 'HTTP/1.1 200 OK\r\nVia: HTTP/1.1 a\r\nX: HTTP/1.1 200 OK\r\n\r\n'
  expect(finalHeadAt(final)).toBe(0)
  expect(finalHeadAt(interim + interim + final)).toBe(2 * interim.length)
  expect(finalHeadAt('')).toBe(0)
})
