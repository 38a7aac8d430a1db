/**
 * For tests: many clients in a separate process. For the message `{ host, port, paths }` it opens a stream for each path and
 * sends `open` once each has begun; for `leave` it closes them and sends `left`. It exits with its parent.
 */
import { connect, type Socket } from 'node:net'
import { requestOf } from './raw.fixture.ts'

process.on('disconnect', () => process.exit())

let sockets: Socket[] = []

function open(host: string, port: number, path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    socket.on('error', reject)
    socket.on('data', (bytes) => {
      if (bytes.includes('retry: ')) resolve(socket)
    })
    socket.write(requestOf(`GET ${path}`))
  })
}

process.on('message', async (what: { host: string; port: number; paths: string[] } | 'leave') => {
  if (what === 'leave') {
    for (const socket of sockets) socket.destroy()
    sockets = []
    process.send?.('left')
    return
  }
  // A few hundred at a time: more would only wait for each other.
  for (let i = 0; i < what.paths.length; i += 500) {
    const opened = what.paths.slice(i, i + 500).map((path) => open(what.host, what.port, path))
    sockets.push(...(await Promise.all(opened)))
  }
  process.send?.('open')
})
process.send?.('ready')
