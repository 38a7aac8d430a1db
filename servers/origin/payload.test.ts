import { brotliCompressSync } from 'node:zlib'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { expect, test } from 'vitest'
import { commentBytes, eventBytes, paddingBytes } from './payload.ts'

test.for([4, 5, 64, 4096, 300_000])('padding of %i bytes: exact, one comment line, incompressible', (size) => {
  const bytes = paddingBytes(size)
  expect(bytes).toHaveLength(size)
  expect(bytes.subarray(0, 2).toString()).toBe(': ')
  expect(bytes.subarray(-2).toString()).toBe('\n\n')
  const body = bytes.subarray(2, -2)
  expect([0, 10, 13].some((byte) => body.includes(byte))).toBe(false)
  if (size < 300_000) return
  expect(new Set(body).size).toBe(253)
  expect(brotliCompressSync(body).length).toBeGreaterThan(size * 0.98)
})

test.for([3, 0, -1, 4.5])('padding of %d bytes is refused', (size) => {
  expect(() => paddingBytes(size)).toThrow(expect.objectContaining({ code: 'bad-option' }))
})

test('an event’s bytes', () => {
  expect(eventBytes({ id: '7', data: 'x' }).toString()).toBe('id: 7\ndata: x\n\n')
  expect(eventBytes({ id: 'ü', event: 'e', retry: 5, data: 'a\r\nb\rc\n' }).toString()).toBe(
    'id: ü\nevent: e\nretry: 5\ndata: a\ndata: b\ndata: c\ndata: \n\n',
  )
})

test('a comment’s bytes; no line of it becomes anything else', () => {
  expect(commentBytes('hb').toString()).toBe(': hb\n\n')
  const events: EventSourceMessage[] = []
  createParser({ onEvent: (event) => void events.push(event) }).feed(commentBytes('a\n\ndata: b\r\rdata: c').toString())
  expect(events).toEqual([])
})
