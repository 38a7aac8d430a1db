/** How many streams at once, and what becomes of the next one. */
import type { ServerResponse } from 'node:http'
import { constants } from 'node:http2'
import { http2StreamOf } from './front.ts'
import type { Hooks } from './hooks.ts'

/** Calls `go` as soon as there is a place; never where the request is turned away. */
export type StreamLimit = (response: ServerResponse, go: () => void) => void

export function createStreamLimit(hooks: Hooks): StreamLimit {
  const { mostStreams = Number.POSITIVE_INFINITY, beyond = 'wait', placesLeak = false } = hooks
  let open = 0
  const waiting: (() => void)[] = []
  return (response, go) => {
    const enter = (): void => {
      open += 1
      response.once('close', () => {
        if (placesLeak) return
        open -= 1
        waiting.shift()?.()
      })
      go()
    }
    if (open < mostStreams) return enter()
    if (beyond === 'wait') {
      waiting.push(enter)
      response.once('close', () => {
        if (waiting.includes(enter)) waiting.splice(waiting.indexOf(enter), 1)
      })
    } else if (beyond === 'reset') {
      const stream = http2StreamOf(response)
      if (stream === undefined) response.socket?.resetAndDestroy()
      else stream.close(constants.NGHTTP2_REFUSED_STREAM)
    } else response.writeHead(Number(beyond), { 'Content-Length': '0' }).end()
  }
}
