/** What the proxy says while its origin cannot be reached, and for how long it does not ask it again. */
import type { ServerResponse } from 'node:http'
import type { Hooks } from './hooks.ts'

export interface Failures {
  /** True when the origin is not to be asked: this has answered. */
  stillDown(response: ServerResponse): boolean
  /** The origin could not be asked. */
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
