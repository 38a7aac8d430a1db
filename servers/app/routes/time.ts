import type { App, Route } from '../app.ts'
import { Broadcast } from '../broadcast.ts'
import { encode } from '../encoder.ts'
import { every } from '../ticker.ts'

/** `GET /sse/time`: the time of day in UTC, every second. */
export function timeRoute(app: App): Route {
  const all = new Broadcast()
  every(app.options.paces.time, app.closing, () => {
    all.send(encode({ data: JSON.stringify({ time: new Date().toISOString().slice(11, 19) }) }))
  })
  return {
    method: 'GET',
    path: '/sse/time',
    about: 'the time, every second',
    kind: 'stream',
    handle({ openStream }) {
      const stream = openStream()
      if (stream === undefined) return
      stream.send(encode({ retry: app.options.retry }))
      all.join(stream)
    },
  }
}
