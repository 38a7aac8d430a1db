/** What an application sends, read from a plain socket and parsed with a few lines of its own: independent of the code under test. */
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync, constants as zlib } from 'node:zlib'

export interface RawAnswer {
  readonly status: number
  readonly contentType: string
  readonly framing: 'chunked' | 'close-delimited' | 'content-length'
  readonly encoding: string
  readonly server: string
  readonly ids: readonly string[]
  readonly events: number
  readonly comments: number
  readonly retry: number | undefined
  /** The application ended the response. */
  readonly isOver: boolean
}

export interface RawRequest {
  readonly method?: string
  readonly fields?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Reads for `ms`, or until the end. */
export async function rawAnswer(port: number, path: string, ms: number, request: RawRequest = {}): Promise<RawAnswer> {
  const { method = 'GET', fields = {}, body = '' } = request
  const socket = connect({ host: '127.0.0.1', port })
  const all: Buffer[] = []
  let isClosed = false
  socket.on('data', (bytes: Buffer) => void all.push(bytes))
  socket.on('error', () => {})
  socket.on('close', () => {
    isClosed = true
  })
  const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  const lines = Object.entries({ Host: `127.0.0.1:${port}`, Accept: 'text/event-stream', ...fields, ...length })
  socket.write(
    `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  )
  await pause(ms)
  socket.destroy()
  const bytes = Buffer.concat(all)
  const blank = bytes.indexOf('\r\n\r\n')
  const head = bytes.toString('latin1', 0, blank)
  const field = (name: string): string => new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
  const isChunked = /chunked/i.test(field('transfer-encoding'))
  const sent = bytes.subarray(blank + 4)
  const { payload, isComplete } = isChunked ? dechunked(sent) : { payload: sent, isComplete: isClosed }
  const text = decoded(payload, field('content-encoding')).replaceAll('\r\n', '\n')
  const blocks = text.split('\n\n').slice(0, -1)
  const having = (line: RegExp): string[] => blocks.flatMap((block) => line.exec(block)?.[1] ?? [])
  const retry = having(/^retry: ?(\d+)$/m).at(-1)
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
    contentType: field('content-type'),
    framing: isChunked ? 'chunked' : field('content-length') === '' ? 'close-delimited' : 'content-length',
    encoding: field('content-encoding'),
    server: `${field('server')} ${field('x-powered-by')}`.trim(),
    ids: having(/^id: ?(.*)$/m),
    events: having(/^(data)/m).length,
    comments: having(/^(:)/m).length,
    retry: retry === undefined ? undefined : Number(retry),
    isOver: isComplete,
  }
}

function dechunked(bytes: Buffer): { readonly payload: Buffer; readonly isComplete: boolean } {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at)
    const size = end < 0 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, end), 16)
    if (Number.isNaN(size)) return { payload: Buffer.concat(parts), isComplete: false }
    if (size === 0) return { payload: Buffer.concat(parts), isComplete: true }
    parts.push(bytes.subarray(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
}

function decoded(payload: Buffer, encoding: string): string {
  if (encoding === '' || payload.length === 0) return payload.toString('utf8')
  return gunzipSync(payload, { finishFlush: zlib.Z_SYNC_FLUSH }).toString('utf8')
}
