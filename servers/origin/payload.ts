import { randomFillSync } from 'node:crypto'
import { type SentEvent, SseCompatError } from '../../harness/model/index.ts'

/** The lines of a text, with any of the three line ends of an event stream. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/)
}

/** One block of an event stream, WHATWG HTML §9.2.5: `id`, `event`, `retry`, `data` lines and a blank one. */
export function eventBytes(event: SentEvent): Buffer {
  const lines = [`id: ${event.id}`]
  if (event.event !== undefined) lines.push(`event: ${event.event}`)
  if (event.retry !== undefined) lines.push(`retry: ${event.retry}`)
  for (const line of linesOf(event.data)) lines.push(`data: ${line}`)
  return Buffer.from(`${lines.join('\n')}\n\n`)
}

/** A comment line and a blank one; each line of the text becomes a comment. */
export function commentBytes(text: string): Buffer {
  return Buffer.from(
    `${linesOf(text)
      .map((line) => `: ${line}`)
      .join('\n')}\n\n`,
  )
}

const COLON = 0x3a
const SPACE = 0x20
const LF = 0x0a
const CR = 0x0d
const FRAME = 4

/**
 * A comment of exactly this many bytes that no compressor can shrink: random over all byte values except CR, LF and NUL (text, or
 * base64, would shrink by a quarter and hide a buffer's size). It is not valid UTF-8.
 * @throws SseCompatError `bad-option` below 4 bytes
 */
export function paddingBytes(size: number): Buffer {
  if (!Number.isInteger(size) || size < FRAME) {
    throw new SseCompatError('bad-option', `padding of ${size} bytes`, {
      advice: `a comment takes at least ${FRAME} bytes: ask for a whole number from there on`,
    })
  }
  const bytes = randomFillSync(Buffer.allocUnsafe(size))
  // The few forbidden bytes are replaced by new random ones.
  const spare = Buffer.allocUnsafe(1)
  for (let i = 2; i < size - 2; i++) {
    while (bytes[i] === LF || bytes[i] === CR || bytes[i] === 0) bytes[i] = randomFillSync(spare)[0] ?? 1
  }
  bytes[0] = COLON
  bytes[1] = SPACE
  bytes[size - 2] = LF
  bytes[size - 1] = LF
  return bytes
}
