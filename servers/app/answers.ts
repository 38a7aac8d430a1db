import type { IncomingMessage, ServerResponse } from 'node:http'
import { faultOfJson } from './json-faults.ts'

/** Sends JSON. CORS headers that were set before are kept. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendText(response, status, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`, headers)
}

/** Sends a text; node:http omits the body for HEAD. */
export function sendText(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const length = Buffer.byteLength(text)
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    ...headers,
    'Content-Type': type,
    'Content-Length': length,
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(text)
}

/** An unusable body: the status of the response, and the reason. */
export interface BadBody {
  readonly status: 400 | 413
  readonly reason: string
}

/**
 * Reads a whole body as UTF-8 and parses it. A body that is too long is discarded but read to its end: closing while the client
 * (or proxy) is still sending would reset the connection, and the response could be lost.
 * @param limit bytes
 * @returns undefined where the client closed before the end
 */
export async function readJson(
  request: IncomingMessage,
  limit: number,
): Promise<{ value: unknown } | BadBody | undefined> {
  const tooLong: BadBody = { status: 413, reason: `the body is longer than ${limit} bytes` }
  if (Number(request.headers['content-length'] ?? 0) > limit) return tooLong
  const chunks: Buffer[] = []
  let length = 0
  const complete = await new Promise<boolean | 'too long'>((resolve) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) resolve('too long')
      else chunks.push(chunk)
    })
    request.on('end', () => resolve(true))
    request.on('error', () => resolve(false))
    request.on('close', () => resolve(false))
  })
  if (complete === false) return undefined
  if (complete === 'too long') return tooLong
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
  } catch {
    return { status: 400, reason: 'the body is not JSON in UTF-8' }
  }
  const reason = faultOfJson(value)
  return reason === undefined ? { value } : { status: 400, reason }
}

/** Header fields of a response after which the connection must not be reused. */
export const CLOSE = { Connection: 'close' } as const
