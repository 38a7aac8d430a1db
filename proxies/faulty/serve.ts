/** The faulty proxy as a process: `node serve.ts <configuration file>`. */
import { readFileSync } from 'node:fs'
import type { Hooks } from './hooks.ts'
import { createProxy } from './proxy.ts'

export interface ServeConfig {
  readonly listen: { readonly host: string; readonly port: number }
  readonly backend: { readonly host: string; readonly port: number }
  readonly hooks: Hooks
}

const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ServeConfig
const server = createProxy(config.backend, config.hooks)
server.listen(config.listen.port, config.listen.host)
const { crashAfter } = config.hooks
if (crashAfter !== undefined) {
  server.on('request', ({ headers }) => {
    if (headers['sse-compat-stream'] !== undefined) setTimeout(() => process.exit(70), crashAfter)
  })
}
process.once('SIGTERM', () => {
  server.closeAllConnections()
  process.exit(0)
})
