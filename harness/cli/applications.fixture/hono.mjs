// Hono on Node, with its streaming helper.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'

const app = new Hono()
app.get('/events', (c) => {
  // HEADERS
  return streamSSE(c, async (stream) => {
    // STREAM
    for (let n = 1; !stream.aborted; n += 1) {
      await stream.writeSSE({ id: String(n), data: `event ${n}` })
      await stream.sleep(100)
    }
  })
})
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' })
