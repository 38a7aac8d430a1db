import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptFor, closeFrame, createMessageReader, textFrame } from './web-socket.ts'

/** What a reader reports for bytes that arrive in these pieces. */
function read(pieces: readonly Buffer[]): string[] {
  const told: string[] = []
  const reader = createMessageReader('server', {
    text: (text) => told.push(text),
    closed: () => told.push('(closed)'),
    pong: (frame) => told.push(`(pong ${frame.toString('hex')})`),
  })
  for (const piece of pieces) reader(piece)
  return told
}

test('the examples of RFC 6455 §1.3 and §5.7', () => {
  expect(acceptFor('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  expect(textFrame('Hello', 'server').toString('hex')).toBe('810548656c6c6f')
  const frames = ['810548656c6c6f', '818537fa213d7f9f4d5158', '010348656c', '80026c6f', '890548656c6c6f']
  expect(read(frames.map((hex) => Buffer.from(hex, 'hex')))).toEqual([
    'Hello',
    'Hello',
    'Hello',
    '(pong 8a0548656c6c6f)',
  ])
})

test('a message may be split inside a character, into fragments', () => {
  expect(read([Buffer.from('0101c3', 'hex'), Buffer.from('8001a9', 'hex')])).toEqual(['é'])
})

test('whatever the text and however its bytes are split, it comes back', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 300 })
  fc.assert(
    fc.property(text, text, fc.constantFrom('client', 'server'), fc.integer({ min: 1, max: 50 }), (a, b, by, step) => {
      const bytes = Buffer.concat([textFrame(a, by), textFrame(b, by), closeFrame(by)])
      const pieces = Array.from({ length: Math.ceil(bytes.length / step) }, (_, n) =>
        bytes.subarray(n * step, n * step + step),
      )
      const sent = [a, b].map((one) => Buffer.from(one).toString())
      expect(read(pieces)).toEqual([...sent, '(closed)'])
    }),
  )
})
