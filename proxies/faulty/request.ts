/** The effect of a defect on a request on its way to the origin: on its body, and when the origin aborts before it responds. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Hooks } from './hooks.ts'

/** The hooks that need the complete body before the request is sent to the origin. */
export const needsWholeBody = (hooks: Hooks): boolean =>
  hooks.holdRequest === true || hooks.alterRequest === true || hooks.askAgain !== undefined

/** The body as the origin gets it. */
export function requestBody(hooks: Hooks, body: Buffer): Buffer {
  const copy = Buffer.from(body)
  if (hooks.alterRequest === true && copy.length > 0) copy[0] = (copy[0] ?? 0) ^ 1
  return copy
}

/**
 * Responds itself to a body that is too large (`mostBody`) or too slow (`slowestBody`), or to any POST (`refusePost`); true when
 * no request is to be sent to the origin.
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
