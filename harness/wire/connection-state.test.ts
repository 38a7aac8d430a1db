import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { connectionState, connectionStateLater } from './connection-state.ts'

test.runIf(process.platform === 'linux').for([
  ['127.0.0.1', '127.0.0.1'],
  // A server that listens on no particular address: its IPv4 connections are in the kernel's list for IPv6.
  ['::', '127.0.0.1'],
  ['::1', '::1'],
])('the state of a connection to a server on %s', async ([listening, address]) => {
  const server = createServer({ allowHalfOpen: true })
  server.listen(0, listening)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect(port, address)
  const [[accepted]] = (await Promise.all([once(server, 'connection'), once(socket, 'connect')])) as [[Socket], unknown]
  const ends = {
    from: `${socket.remoteAddress}:${socket.remotePort}`,
    to: `${socket.localAddress}:${socket.localPort}`,
  }
  expect(connectionState(ends)).toBe('ESTABLISHED')
  expect(await connectionStateLater(ends)).toBe('ESTABLISHED')
  accepted.resume()
  socket.end()
  await once(accepted, 'end')
  // The list that was read before is still new enough.
  expect(await connectionStateLater(ends, 60_000)).toBe('ESTABLISHED')
  expect(await connectionStateLater(ends)).toBe('CLOSE_WAIT')
  expect(connectionState(ends)).toBe('CLOSE_WAIT')
  accepted.destroy()
  await once(accepted, 'close')
  expect(['ESTABLISHED', 'CLOSE_WAIT']).not.toContain(connectionState(ends))
  socket.destroy()
  server.close()
})

test.for(['127.0.0.1:1', '::ffff:127.0.0.1:1', 'fe80::1%lo:1', '1:2:3:4:5:6:7:8:1', 'undefined:undefined'])(
  'a connection that is not there has no state: %s',
  (from) => {
    expect(connectionState({ from, to: from })).toBeUndefined()
  },
)
