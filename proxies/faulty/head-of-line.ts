/** The behaviour of a proxy with one queue for a whole HTTP/2 connection: all streams wait for the client that reads slowest. */
import type { ServerResponse } from 'node:http'
import type { Http2Session } from 'node:http2'
import { http2StreamOf } from './front.ts'
import type { Hooks } from './hooks.ts'

interface Queue {
  blocked: boolean
  bigWasFirst: boolean
  readonly waiting: (() => void)[]
}

const BIG = 200_000
const written = new WeakMap<ServerResponse, number>()
const queues = new WeakMap<Http2Session, Queue>()

/** Writes a piece of a response's body, one after the other. An HTTP/1.1 connection has one stream, so nothing waits there. */
export function writeInTurn(hooks: Hooks, response: ServerResponse, chunk: Buffer): void {
  const session = http2StreamOf(response)?.session
  if (session === undefined) {
    response.write(chunk)
    return
  }
  const queue = queues.get(session) ?? { blocked: false, bigWasFirst: false, waiting: [] }
  queues.set(session, queue)
  const write = (): void => {
    if (response.destroyed) return
    const taken = response.write(chunk)
    written.set(response, (written.get(response) ?? 0) + chunk.length)
    if (hooks.bigFirst !== undefined && !queue.bigWasFirst && (written.get(response) ?? 0) > BIG) {
      queue.bigWasFirst = true
      queue.blocked = true
      setTimeout(goOn, hooks.bigFirst)
    } else if (hooks.headOfLine === true && !taken) {
      queue.blocked = true
      response.once('drain', goOn)
      response.once('close', goOn)
    }
  }
  const goOn = (): void => {
    response.off('drain', goOn)
    response.off('close', goOn)
    queue.blocked = false
    while (!queue.blocked && queue.waiting.length > 0) queue.waiting.shift()?.()
  }
  if (queue.blocked) queue.waiting.push(write)
  else write()
}
