// node:http, as most examples write it.
import { createServer } from 'node:http'

createServer((_req, res) => {
  res.setHeader('Content-Type', 'text/event-stream')
  res.setHeader('Cache-Control', 'no-cache')
  // HEADERS
  res.flushHeaders()
  // STREAM
  let n = 0
  const timer = setInterval(() => res.write(`data: ${++n}\n\n`), 100)
  res.on('close', () => clearInterval(timer))
}).listen(Number(process.env.PORT), '127.0.0.1')
