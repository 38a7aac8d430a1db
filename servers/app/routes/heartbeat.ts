import type { App, Route } from '../app.ts'
import { Broadcast } from '../broadcast.ts'
import { encode } from '../encoder.ts'
import { every } from '../ticker.ts'

/**
 * `GET /sse/heartbeat`: an update every 5 s, and a comment every 15 s. Each has its own timer: repeatedly waiting for the first
 * of the two would leave a pending wait that overlaps the next one.
 */
export function heartbeatRoute(app: App): Route {
  const { paces, retry } = app.options
  const all = new Broadcast()
  const heartbeat = encode({ comment: 'heartbeat' })
  let value = 0
  every(paces.update, app.closing, () =>
    all.send(encode({ event: 'update', data: JSON.stringify({ value: ++value }) })),
  )
  every(paces.heartbeat, app.closing, () => all.send(heartbeat))
  return {
    method: 'GET',
    path: '/sse/heartbeat',
    about: 'an update every 5 s, a comment every 15 s',
    kind: 'stream',
    handle({ openStream }) {
      const stream = openStream()
      if (stream === undefined) return
      stream.send(encode({ retry }))
      all.join(stream)
    },
  }
}
