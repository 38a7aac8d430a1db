#!/usr/bin/env node
// A proxy for the test of parts: forwards each connection to its backend. Arguments: the file of its configuration.
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'

const [file = ''] = process.argv.slice(2)
if (file === '--version') {
  process.stdout.write('relay 1.2.3\n')
  process.exit()
}
if (file === '--check') process.exit()
const { listen, backend } = JSON.parse(readFileSync(file, 'utf8'))
createServer((client) => {
  const upstream = connect(backend)
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ]) {
    from.on('error', () => to.destroy())
    from.pipe(to)
  }
}).listen(listen)
process.on('SIGTERM', () => process.exit())
