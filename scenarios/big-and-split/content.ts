/** What the origin sends and which events a client has to parse from it. Deterministic. */

export const STREAM = 'stream'
const BIG = 300 * 1024

export interface Expected {
  readonly id: string
  /** Truncated to 200 UTF-16 units, as in the fact `event`. */
  readonly data: string
  readonly size: number
}

/** Text that hardly compresses; deterministic (xorshift). */
function text(length: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  let state = 0x2545f491
  let made = ''
  while (made.length < length) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    made += letters[state & 63]
  }
  return made
}

const WORDS = 'ü世👩‍🚀ñ﷽'
const BIG_DATA = text(BIG)

const expected = (id: string, data: string): Expected => ({ id, data: data.slice(0, 200), size: data.length })

export const EXPECTED: readonly Expected[] = [
  expected('lf', 'line feed'),
  expected('crlf', 'carriage return and line feed'),
  expected('cr', 'carriage return'),
  expected('lines', 'one\n two\n'),
  expected('utf-8', WORDS),
  expected('big', BIG_DATA),
  expected('last', 'the end'),
]

/** Each leaves the origin in its own TCP segment. */
export function pieces(): Buffer[] {
  const bytes = (part: string): Buffer => Buffer.from(part)
  const oneByOne = [...bytes(WORDS)].map((byte) => Buffer.from([byte]))
  return [
    // A byte order mark at the beginning is not part of the stream: WHATWG HTML §9.2.5.
    ...[0xef, 0xbb, 0xbf].map((byte) => Buffer.from([byte])),
    bytes('id: lf\ndata: line feed\n\n'),
    // Between CR and LF: one line end, not two.
    bytes('id: crlf\r'),
    bytes('\ndata: carriage return and line feed\r'),
    bytes('\n\r'),
    bytes('\n'),
    bytes('id: cr\rdata: carriage return\r\r'),
    bytes('id: lines\r\ndata:one\r\ndata:  two\r\ndata\r\n\r\n'),
    bytes('id: utf-8\ndata: '),
    ...oneByOne,
    bytes('\n\n'),
    bytes('id: big\ndata: '),
    bytes(BIG_DATA),
    bytes('\n\n'),
    bytes('id: last\ndata: the end\n\n'),
  ]
}
