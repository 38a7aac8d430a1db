/** What a defect does to a request on its way to the origin: to its body, and when the origin breaks off before it answers. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Hooks } from './hooks.ts'

/** The hooks that need the body whole before the origin is asked. */
export const needsWholeBody = (hooks: Hooks): boolean =>
  hooks.holdRequest === true || hooks.alterRequest === true || hooks.askAgain !== undefined

/** As the origin gets it. */
export function requestBody(hooks: Hooks, body: Buffer): Buffer {
  const copy = Buffer.from(body)
  if (hooks.alterRequest === true && copy.length > 0) copy[0] = (copy[0] ?? 0) ^ 1
  return copy
}

/**
 * Answers a body that is too large (`mostBody`) or too slow (`slowestBody`), or any POST (`refusePost`), by itself; true when the origin is not to be
 * asked at all.
 */
export function refuseBody(hooks: Hooks, request: IncomingMessage, response: ServerResponse): boolean {
  const refuse = (status: number): void => {
    if (!response.headersSent) response.writeHead(status, { 'Content-Length': '0', Connection: 'close' }).end()
  }
  if (hooks.refusePost !== undefined && request.method === 'POST') {
    request.resume()
    refuse(hooks.refusePost)
    return true
  }
  if (Number(request.headers['content-length'] ?? 0) > (hooks.mostBody ?? Number.POSITIVE_INFINITY)) {
    request.resume()
    refuse(413)
    return true
  }
  if (hooks.slowestBody !== undefined) {
    const timer = setTimeout(() => refuse(408), hooks.slowestBody)
    request.once('end', () => clearTimeout(timer))
    response.once('close', () => clearTimeout(timer))
  }
  return false
}
