// Vite's development server in front of an application, by its own proxy.
import { createServer as createHttp } from 'node:http'
import { createServer } from 'vite'

const application = createHttp((_req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' })
  let n = 0
  const timer = setInterval(() => res.write(`id: ${++n}\ndata: ${n}\n\n`), 100)
  res.on('close', () => clearInterval(timer))
}).listen(0, '127.0.0.1', async () => {
  const server = await createServer({
    configFile: false,
    root: '/nonexistent',
    logLevel: 'error',
    optimizeDeps: { noDiscovery: true },
    server: {
      host: '127.0.0.1',
      port: Number(process.env.PORT),
      strictPort: true,
      watch: null,
      ws: false,
      proxy: { '/events': `http://127.0.0.1:${application.address().port}` },
    },
  })
  await server.listen()
})
