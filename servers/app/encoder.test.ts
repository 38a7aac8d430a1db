import { createParser } from 'eventsource-parser'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encode, frame } from './encoder.ts'

const text = (fields: Parameters<typeof encode>[0]) => encode(fields).plain.toString()

test('fields come in the order id, event, retry, data', () => {
  expect(text({ data: 'x', event: 'e', id: 1, retry: 20 })).toBe('id: 1\nevent: e\nretry: 20\ndata: x\n\n')
})

test('every line end starts a new data line, and a new comment', () => {
  expect(text({ data: 'a\nb\rc\r\nd\n' })).toBe('data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n')
  expect(text({ comment: 'a\nb' })).toBe(': a\n: b\n\n')
})

test.for(['a\nb', 'a\rb', 'a\0b'])('an id or event name of %j is refused', (bad) => {
  expect(() => encode({ id: bad })).toThrow(expect.objectContaining({ code: 'bad-event' }))
  expect(() => encode({ event: bad })).toThrow(expect.objectContaining({ code: 'bad-event' }))
})

test('the frame is a chunk of the length in bytes', () => {
  const { framed } = encode({ data: 'ü' })
  expect(framed.toString()).toBe('a\r\ndata: ü\n\n\r\n')
  expect(frame(Buffer.alloc(300, 'x'), 1).framed.subarray(0, 5).toString()).toBe('12c\r\n')
})

test('a parser reads back what was written, whatever the text', () => {
  // Not `unit: 'binary'`: it makes a table of every code point, which takes seconds.
  const point = fc.integer({ max: 0xffff, min: 0 }).map((code) => String.fromCodePoint(code))
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: point }),
    fc.string({ unit: fc.constantFrom('\r', '\n', 'a', ' ', ':') }),
  )
  fc.assert(
    fc.property(text, (data) => {
      const read: string[] = []
      const parser = createParser({ onEvent: (event) => void read.push(event.data) })
      parser.feed(encode({ data }).plain.toString())
      expect(read).toEqual([Buffer.from(data.replace(/\r\n|\r/g, '\n')).toString()])
    }),
  )
})
