// better-sse on node:http: it sends X-Accel-Buffering, retry and a comment as heartbeat.
import { createServer } from 'node:http'
import { createSession } from 'better-sse'

createServer(async (req, res) => {
  const session = await createSession(req, res, { keepAlive: 200 })
  const timer = setInterval(() => session.push('event'), 100)
  session.on('disconnected', () => clearInterval(timer))
}).listen(Number(process.env.PORT), '127.0.0.1')
