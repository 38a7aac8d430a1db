import { SseCompatError } from '../../harness/model/index.ts'

/** One block of an event stream: WHATWG HTML §9.2.5. A field left out is not sent. */
export interface SseFields {
  /** Without CR, LF and NUL: a client ignores an id that holds NUL. */
  readonly id?: string | number
  /** Without CR and LF. */
  readonly event?: string
  /** Any text; each of its lines (CR, LF or CRLF) becomes a `data:` line. */
  readonly data?: string
  /** Milliseconds that a client waits before it connects again. */
  readonly retry?: number
  /** Any text; each of its lines becomes a comment. */
  readonly comment?: string
}

/** Bytes of one block, made once and shared by every socket that gets it: never to be changed. */
export interface Block {
  /** As an HTTP/1.1 chunk: RFC 9112 §7.1. */
  readonly framed: Buffer
  /** Without the chunk's frame, for HTTP/1.0. */
  readonly plain: Buffer
  /** How often a client's listener is called: blocks with data in it, usually one, or none for a comment. */
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

/** Frames bytes that are an event stream already, or a part of one. */
export function frame(bytes: Uint8Array, events: number): Block {
  const start = `${bytes.byteLength.toString(16)}${CRLF}`
  const framed = Buffer.allocUnsafeSlow(start.length + bytes.byteLength + CRLF.length)
  framed.write(start, 'latin1')
  framed.set(bytes, start.length)
  framed.write(CRLF, start.length + bytes.byteLength, 'latin1')
  return { framed, plain: framed.subarray(start.length, -CRLF.length), events }
}

/** Several as one, in one chunk: one write instead of many for each socket. */
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
