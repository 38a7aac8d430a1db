import { expect, test } from 'vitest'
import { readStreamText } from './stream-text.ts'
import { textFindings } from './text-findings.ts'

test('the bytes of a stream', () => {
  const read = (bytes: string | Uint8Array, ended = true) => readStreamText(Buffer.from(bytes as string), ended)
  expect(read('\ufeffdata: a\n\n')).toMatchObject({ bom: true, unfinished: undefined, invalidUtf8: false })
  expect(read(new Uint8Array([0x3a, 0xff, 0x0a, 0x0a])).invalidUtf8).toBe(true)
  // A character that the end of the observation truncates is not an error.
  expect(read(new Uint8Array([0x3a, 0xc3]), false).invalidUtf8).toBe(false)
  expect(read('data: a\r\rdata: b\r\n\r\n').loneCr).toBe(true)
  expect(read('data: a\r\n\r\n').loneCr).toBe(false)
  expect(read('data: a\n\ndata: b').unfinished).toBe('data: b')
  expect(read('data: a\n\r\n').unfinished).toBeUndefined()
  expect(read('data: a\n\ndata: b', false).unfinished).toBeUndefined()
  expect(read('{"a":1}\nretry: 3s\nid: a\0b\n\n')).toMatchObject({
    unknownFields: ['{"a"'],
    badRetry: '3s',
    idWithNull: true,
  })
})

test.for<[string, string, string[]]>([
  ['events', 'event: a\ndata: b\n\nid: 1\n\nretry: 5\n\n: c\n\ndata\n\n', []],
  ['JSON without data:', '{"n":1}\n\n{"n":2}\n\n', ['no-data', 'unknown-field']],
  ['a name in capitals', 'Data: 1\n\n', ['no-data', 'unknown-field']],
  ['an event: without data:', 'event: ping\nid: 1\n\n', ['no-data']],
  ['lines without a blank one', 'data: 1\ndata: 2\ndata: 3\n', ['no-blank-line']],
  ['an event that is being sent', 'event: a\nid: 1\ndata: ', []],
  ['comments', ':\n:\n:\n', []],
])('%s', ([, text, ids]) => {
  expect(textFindings(readStreamText(Buffer.from(text), false)).map(({ id }) => id)).toEqual(ids)
})
