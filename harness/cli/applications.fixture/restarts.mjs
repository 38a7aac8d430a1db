// Broken on purpose: ids that begin again for each client, whatever its Last-Event-ID says.
import { createServer } from 'node:http'

createServer((_req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' })
  let n = 0
  const timer = setInterval(() => res.write(`id: ${++n}\ndata: ${n}\n\n`), 100)
  res.on('close', () => clearInterval(timer))
}).listen(Number(process.env.PORT), '127.0.0.1')
