/** `serve` as a program of its own, for the server's container: it needs commander and eventsource-parser, and nothing else of what the tool needs. */
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
