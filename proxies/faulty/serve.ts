/** The faulty proxy as a process: `node serve.ts <configuration file>`. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { TlsFiles } from './front.ts'
import { type Hooks, inTimeLapse } from './hooks.ts'
import { createProxy } from './proxy.ts'

export interface ServeConfig {
  readonly listen: { readonly host: string; readonly port: number }
  readonly tls?: TlsFiles
  readonly backend: { readonly host: string; readonly port: number }
  readonly hooks: Hooks
}

const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ServeConfig
const hooks = inTimeLapse(config.hooks, Number(/ x([\d.]+)$/.exec(process.env.FAKETIME ?? '')?.[1] ?? 1))
const { server, reload } = createProxy(config.backend, hooks, config.tls)
const connections = new Set<Socket>()
server.on('connection', (socket: Socket) => {
  connections.add(socket)
  socket.once('close', () => connections.delete(socket))
})
server.listen(config.listen.port, config.listen.host)
const { crashAfter } = hooks
if (crashAfter !== undefined) {
  server.on('request', ({ headers }: IncomingMessage) => {
    if (headers['sse-compat-stream'] !== undefined) setTimeout(() => process.exit(70), crashAfter)
  })
}
process.on('SIGHUP', reload)
process.once('SIGTERM', () => {
  for (const socket of connections) socket.destroy()
  process.exit(0)
})
