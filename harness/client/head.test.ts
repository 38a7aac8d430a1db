import { expect, test } from 'vitest'
import { mediaType } from './head.ts'

const typeOf = (...values: string[]) => mediaType(values.map((value) => ['Content-Type', value]))

test('of several media types the last valid one counts, as in a browser', () => {
  expect(typeOf()).toBe('')
  expect(typeOf('Text/Event-Stream; charset=utf-8')).toBe('text/event-stream')
  expect(typeOf('text/html', 'text/event-stream')).toBe('text/event-stream')
  expect(typeOf('text/event-stream', 'text/html')).toBe('text/html')
  expect(typeOf('text/event-stream, */*')).toBe('text/event-stream')
  expect(typeOf('text/event-stream', 'nothing')).toBe('text/event-stream')
  expect(typeOf('nothing')).toBe('nothing')
  expect(typeOf('text/event-stream; a="b, text/html"')).toBe('text/event-stream')
})
