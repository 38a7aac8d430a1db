/** `serve` as a separate program, for the server's container: it only needs commander and eventsource-parser. */
import { serveCommand } from './serve.ts'
import { tellError } from './tell-error.ts'

try {
  await serveCommand()
    .configureOutput({ outputError: () => {} })
    .parseAsync()
} catch (error) {
  process.exitCode = tellError(error)
}
process.exit()
