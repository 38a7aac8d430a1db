import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Framing, HeaderField, HeadOptions } from '../../harness/model/index.ts'
import type { SentHead, SentInterim } from './reply.ts'

/** Default fields of an event stream: no X-Accel-Buffering, no no-transform. */
const DEFAULT_FIELDS: readonly HeaderField[] = [
  ['Content-Type', 'text/event-stream'],
  ['Cache-Control', 'no-cache'],
]

/**
 * Sends a response head alone, immediately. All of its fields are given here; Node adds none (no Date, no Keep-Alive).
 * @param own the profile's header fields: always added; one replaces another field of the same name
 */
export function sendResponseHead(
  request: IncomingMessage,
  response: ServerResponse,
  options: HeadOptions,
  own: readonly HeaderField[],
): SentHead {
  const status = options.status ?? 200
  const fields = fieldsOf(options, own)
  const hasLength = has(fields, 'content-length')
  const asked = options.framing ?? (hasLength ? 'content-length' : 'chunked')
  const framing = usedFraming(request, status, hasLength ? 'content-length' : asked)

  // RFC 9112 §9.6: a server that is going to close the connection sends `Connection: close`.
  if (framing === 'close-delimited' || !response.shouldKeepAlive) {
    response.shouldKeepAlive = false
    if (!has(fields, 'connection')) fields.push(['Connection', 'close'])
  }
  if (framing === 'chunked') fields.push(['Transfer-Encoding', 'chunked'])
  else response.useChunkedEncodingByDefault = false

  response.sendDate = false
  for (const name of ['connection', 'transfer-encoding', 'content-length']) response.removeHeader(name)
  const reason = STATUS_CODES[status] ?? ''
  response.writeHead(status, reason, fields.flat())
  response.flushHeaders()
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return { raw: `HTTP/1.1 ${status} ${reason}\r\n${lines}\r\n`, asked, framing, status }
}

/** The fields of a response without those of its framing. @param own always added; one replaces another field of the same name */
export function fieldsOf(options: HeadOptions, own: readonly HeaderField[]): HeaderField[] {
  const fields = [...(options.headers ?? DEFAULT_FIELDS).filter(([name]) => !has(own, name)), ...own]
  if (options.length !== undefined) fields.push(['Content-Length', String(options.length)])
  return fields
}

/** Sends a 103 response (RFC 8297) immediately. */
export function sendEarlyHints(response: ServerResponse, link: string): SentInterim {
  response.writeEarlyHints({ link })
  return { raw: `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n\r\n`, status: 103 }
}

/** RFC 9112 §6.1: a response to an HTTP/1.0 request has no transfer coding. §6.3: some responses have no body. */
function usedFraming(request: IncomingMessage, status: number, asked: Framing): Framing {
  if (request.method === 'HEAD' || status === 204 || status === 304) return 'none'
  if (asked === 'chunked' && request.httpVersion === '1.0') return 'close-delimited'
  return asked
}

function has(fields: readonly HeaderField[], name: string): boolean {
  return fields.some(([field]) => field.toLowerCase() === name.toLowerCase())
}
