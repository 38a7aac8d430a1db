// Broken on purpose: its compression is not flushed per event, and it sends no heartbeat.
import { createServer } from 'node:http'
import { createGzip } from 'node:zlib'

createServer((req, res) => {
  const isCoded = /gzip/.test(req.headers['accept-encoding'] ?? '')
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache',
    ...(isCoded ? { 'Content-Encoding': 'gzip' } : {}),
  })
  res.flushHeaders()
  const out = isCoded ? createGzip() : res
  if (out !== res) out.pipe(res)
  let n = 0
  const timer = setInterval(() => out.write(`id: ${++n}\ndata: ${n}\n\n`), 100)
  res.on('close', () => clearInterval(timer))
}).listen(Number(process.env.PORT), '127.0.0.1')
