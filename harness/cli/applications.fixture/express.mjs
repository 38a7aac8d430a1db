// Express 5.
import express from 'express'

const app = express()
app.get('/events', (_req, res) => {
  res.setHeader('Content-Type', 'text/event-stream')
  res.setHeader('Cache-Control', 'no-cache')
  // HEADERS
  res.flushHeaders()
  // STREAM
  let n = 0
  const timer = setInterval(() => res.write(`data: ${++n}\n\n`), 100)
  res.on('close', () => clearInterval(timer))
})
app.listen(Number(process.env.PORT), '127.0.0.1')
