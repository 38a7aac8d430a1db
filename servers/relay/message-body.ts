/** Reads a message body as it arrives: its bytes on the wire, and its payload. */
import type { Framing } from '../../harness/model/index.ts'

/** Part of a body. `raw` has its bytes on the wire, including framing, unchanged and complete. */
export interface Segment {
  readonly raw: Buffer
  readonly payload: Buffer
  /** True where no chunk is open after it, so that something may be inserted. */
  readonly atBoundary: boolean
}

export interface BodyReader {
  /** @throws Error where the chunked coding is broken */
  push(bytes: Buffer): readonly Segment[]
  /** Complete by its framing; always false for a body that ends with the connection. */
  readonly complete: boolean
  /** Bytes after the end of the body. */
  readonly rest: Buffer
}

const NOTHING = Buffer.alloc(0)
/** Maximum length of a chunk-size line, including chunk extensions. */
const MAX_LINE = 16 * 1024

/** @param length of Content-Length */
export function createBodyReader(framing: Framing, length = 0): BodyReader {
  if (framing === 'chunked') return createChunkReader()
  let left = framing === 'content-length' ? length : framing === 'none' ? 0 : Number.POSITIVE_INFINITY
  let rest: Buffer = NOTHING
  return {
    push(bytes) {
      const mine = bytes.subarray(0, Math.min(left, bytes.length))
      left -= mine.length
      if (mine.length < bytes.length) rest = Buffer.concat([rest, bytes.subarray(mine.length)])
      return mine.length === 0 ? [] : [{ raw: mine, payload: mine, atBoundary: true }]
    },
    get complete() {
      return left === 0
    },
    get rest() {
      return rest
    },
  }
}

/** RFC 9112 §7.1: a segment for each chunk, or for the part of one that has arrived. */
function createChunkReader(): BodyReader {
  let state: 'size' | 'data' | 'data-end' | 'trailers' | 'complete' = 'size'
  let left = 0
  /** Text of a line that is not complete yet. */
  let line = ''
  let rest: Buffer = NOTHING
  let raw: Buffer[] = []
  let payload: Buffer[] = []

  const cut = (atBoundary: boolean): Segment => {
    const segment = { raw: Buffer.concat(raw), payload: Buffer.concat(payload), atBoundary }
    raw = []
    payload = []
    return segment
  }
  /** Reads up to a line's end; undefined where it has not arrived. */
  const takeLine = (bytes: Buffer, from: number): { readonly text: string | undefined; readonly to: number } => {
    const end = bytes.indexOf(0x0a, from)
    const to = end < 0 ? bytes.length : end + 1
    raw.push(bytes.subarray(from, to))
    line += bytes.toString('latin1', from, to)
    if (line.length > MAX_LINE) throw new Error('a chunk has a size line of more than 16 KB')
    if (end < 0) return { text: undefined, to }
    const text = line.replace(/\r?\n$/, '')
    line = ''
    return { text, to }
  }
  const sizeOf = (text: string): number => {
    const digits = /^([0-9A-Fa-f]{1,13})[ \t]*(?:;.*)?$/.exec(text)?.[1]
    if (digits === undefined) throw new Error(`a chunk's size is not a hexadecimal number: "${text.slice(0, 40)}"`)
    return Number.parseInt(digits, 16)
  }

  return {
    push(bytes) {
      const segments: Segment[] = []
      let at = 0
      while (at < bytes.length && state !== 'complete') {
        if (state === 'data') {
          const part = bytes.subarray(at, at + left)
          raw.push(part)
          payload.push(part)
          left -= part.length
          at += part.length
          if (left === 0) state = 'data-end'
          continue
        }
        const { text, to } = takeLine(bytes, at)
        at = to
        if (text === undefined) break
        if (state === 'size') {
          left = sizeOf(text)
          state = left === 0 ? 'trailers' : 'data'
        } else if (state === 'data-end') {
          if (text !== '') throw new Error('a chunk is longer than its size says')
          state = 'size'
          segments.push(cut(true))
        } else if (text === '') {
          state = 'complete'
          segments.push(cut(true))
        }
      }
      if (state === 'complete') rest = Buffer.concat([rest, bytes.subarray(at)])
      if (raw.length > 0) segments.push(cut(false))
      return segments
    },
    get complete() {
      return state === 'complete'
    },
    get rest() {
      return rest
    },
  }
}

/** The body of a request; RFC 9112 §6.3: without either field there is none. */
export function createRequestBodyReader(headers: {
  readonly coding?: string | undefined
  readonly length?: string | undefined
}): BodyReader {
  if (/(?:^|,)\s*chunked\s*$/i.test(headers.coding ?? '')) return createBodyReader('chunked')
  return createBodyReader('content-length', Number(headers.length ?? 0) || 0)
}
