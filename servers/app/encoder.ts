import { SseCompatError } from '../../harness/model/index.ts'

/** One block of an event stream: WHATWG HTML §9.2.5. Absent fields are not sent. */
export interface SseFields {
  /** Must not contain CR, LF or NUL: clients ignore an id with NUL. */
  readonly id?: string | number
  /** Must not contain CR or LF. */
  readonly event?: string
  /** Any text; each of its lines (CR, LF or CRLF) becomes a `data:` line. */
  readonly data?: string
  /** Milliseconds that a client waits before it connects again. */
  readonly retry?: number
  /** Any text; each of its lines becomes a comment. */
  readonly comment?: string
}

/** The bytes of one block, encoded once and shared by every socket that receives it: they must never be changed. */
export interface Block {
  /** As a chunk of HTTP/1.1: RFC 9112 §7.1. */
  readonly framed: Buffer
  /** Without chunk framing, for HTTP/1.0. */
  readonly plain: Buffer
  /** Number of events that a client dispatches for it: usually one; none for a comment. */
  readonly events: number
}

const LINE_END = /\r\n|\r|\n/
const CRLF = '\r\n'

/** @throws SseCompatError `bad-event` for an id or event name that would break out of its line */
export function encode(fields: SseFields): Block {
  const lines: string[] = []
  for (const line of fields.comment?.split(LINE_END) ?? []) lines.push(`: ${line}`)
  if (fields.id !== undefined) lines.push(`id: ${oneLine('id', String(fields.id))}`)
  if (fields.event !== undefined) lines.push(`event: ${oneLine('event', fields.event)}`)
  if (fields.retry !== undefined) lines.push(`retry: ${Math.round(fields.retry)}`)
  for (const line of fields.data?.split(LINE_END) ?? []) lines.push(`data: ${line}`)
  return frame(Buffer.from(`${lines.join('\n')}\n\n`), fields.data === undefined ? 0 : 1)
}

/** Frames bytes that are already an event stream, or a part of one. */
export function frame(bytes: Uint8Array, events: number): Block {
  const start = `${bytes.byteLength.toString(16)}${CRLF}`
  const framed = Buffer.allocUnsafeSlow(start.length + bytes.byteLength + CRLF.length)
  framed.write(start, 'latin1')
  framed.set(bytes, start.length)
  framed.write(CRLF, start.length + bytes.byteLength, 'latin1')
  return { framed, plain: framed.subarray(start.length, -CRLF.length), events }
}

/** Several blocks as one chunk, so that each socket gets one write. */
export function join(blocks: readonly Block[]): Block {
  const bytes = Buffer.concat(blocks.map(({ plain }) => plain))
  return frame(
    bytes,
    blocks.reduce((sum, { events }) => sum + events, 0),
  )
}

/** True for a text that fits into an `id:` or `event:` line. */
export function isOneLine(text: string): boolean {
  return !/[\r\n\0]/.test(text)
}

function oneLine(field: string, text: string): string {
  if (isOneLine(text)) return text
  throw new SseCompatError('bad-event', `the ${field} ${JSON.stringify(text)} holds CR, LF or NUL`, {
    advice: 'Leave them out: they would end the line, or make clients ignore it.',
  })
}
