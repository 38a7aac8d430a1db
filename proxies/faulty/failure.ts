/** The proxy's response while its origin cannot be reached, and how long it sends no request to the origin. */
import type { ServerResponse } from 'node:http'
import type { Hooks } from './hooks.ts'

export interface Failures {
  /** True when no request may be sent to the origin; then this has responded. */
  stillDown(response: ServerResponse): boolean
  /** The request to the origin failed. */
  fail(response: ServerResponse): void
}

export function createFailures(hooks: Hooks): Failures {
  let until = 0
  const answer = (response: ServerResponse): void => {
    if (response.headersSent || hooks.muteFailure === true) return
    const cors = hooks.failWithCors === true ? { 'Access-Control-Allow-Origin': '*' } : {}
    response.writeHead(hooks.failureStatus ?? 502, { 'Content-Length': '0', ...cors }).end()
  }
  return {
    stillDown(response) {
      if (performance.now() >= until) return false
      answer(response)
      return true
    },
    fail(response) {
      until = performance.now() + (hooks.downAfterFailure ?? 0)
      answer(response)
    },
  }
}
