/** Limits the number of concurrent streams, and handles the next one. */
import type { ServerResponse } from 'node:http'
import { constants } from 'node:http2'
import { http2StreamOf } from './front.ts'
import type { Hooks } from './hooks.ts'

/** Calls `go` as soon as there is a free slot; never where the request is rejected. */
export type StreamLimit = (response: ServerResponse, go: () => void) => void

interface Counted {
  open: number
  readonly waiting: (() => void)[]
}

export function createStreamLimit(hooks: Hooks): StreamLimit {
  const { mostStreams = Number.POSITIVE_INFINITY, beyond = 'wait', placesLeak = false, counts = 'all' } = hooks
  const counted = new Map<string, Counted>()
  const countedFor = ({ socket }: ServerResponse): Counted => {
    const key = counts === 'all' ? '' : `${socket?.remoteAddress} ${counts === 'connection' ? socket?.remotePort : ''}`
    const known = counted.get(key) ?? { open: 0, waiting: [] }
    counted.set(key, known)
    return known
  }
  return (response, go) => {
    const count = countedFor(response)
    const enter = (): void => {
      count.open += 1
      response.once('close', () => {
        if (placesLeak) return
        count.open -= 1
        count.waiting.shift()?.()
      })
      go()
    }
    if (count.open < mostStreams) return enter()
    if (beyond === 'wait') {
      count.waiting.push(enter)
      response.once('close', () => {
        if (count.waiting.includes(enter)) count.waiting.splice(count.waiting.indexOf(enter), 1)
      })
    } else if (beyond === 'reset') {
      const stream = http2StreamOf(response)
      if (stream === undefined) response.socket?.resetAndDestroy()
      else stream.close(constants.NGHTTP2_REFUSED_STREAM)
    } else response.writeHead(Number(beyond), { 'Content-Length': '0' }).end()
  }
}
