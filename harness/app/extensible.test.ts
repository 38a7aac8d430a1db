import { expect, it } from 'vitest'
import { extensible } from './extensible.ts'

const head = (...fields: string[]): string => ['HTTP/1.1 200 OK', ...fields, '', ''].join('\r\n')
const of = (text: string) => {
  const { recording, alteration } = extensible({ head: Buffer.from(text, 'latin1'), pieces: [] }, {})
  return { head: recording.head.toString('latin1'), alteration }
}
const TYPE = 'Content-Type: text/event-stream'
const CODING = 'Content-Encoding: gzip'

it('the content coding is removed, also where interim responses come first', () => {
  const chunked = 'Transfer-Encoding: chunked'
  expect(of(head(TYPE, CODING, chunked))).toEqual({ head: head(TYPE, chunked), alteration: {} })
  const interim = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'
  expect(of(interim + head(TYPE, CODING, chunked))).toEqual({ head: interim + head(TYPE, chunked), alteration: {} })
})

it('a declared length becomes chunked', () => {
  expect(of(head(TYPE, 'Content-Length: 10')).alteration).toEqual({ chunked: true })
  expect(of(head(TYPE)).alteration).toEqual({})
  const interim = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'
  expect(of(interim + head(TYPE, 'Content-Length: 10'))).toMatchObject({ alteration: { chunked: true } })
  expect(of(interim + head(TYPE)).alteration).toEqual({})
})

it('a declared length is left out, since to HTTP/1.0 nothing can become chunks', () => {
  expect(of(head(TYPE, 'Content-Length: 10')).head).toBe(head(TYPE))
})

it('a protocol that a field names is no status line', () => {
  const via = 'Via: HTTP/1.1 cache'
  expect(of(head(TYPE, CODING, via))).toEqual({ head: head(TYPE, via), alteration: {} })
  expect(of(head(TYPE, via, 'Content-Length: 10')).alteration).toEqual({ chunked: true })
})
