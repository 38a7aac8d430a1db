/** Forwards upgrades (RFC 9110 §7.8) unchanged: the request's head, and then bytes in both directions. */

import type { IncomingMessage } from 'node:http'
import { connect, type Server, type Socket } from 'node:net'
import type { Hooks } from './hooks.ts'

/** Without a listener an upgrade request is handled like any other request, and loses its hop-by-hop fields. */
export function passUpgrades(server: Server, backend: { host: string; port: number }, hooks: Hooks): void {
  if (hooks.dropUpgrade === true) return
  server.on('upgrade', (request: IncomingMessage, client: Socket, first: Buffer) => {
    if (hooks.muteUpgrade === true) return
    if (hooks.refuseUpgrade !== undefined) {
      client.end(`HTTP/1.1 ${hooks.refuseUpgrade} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
      return
    }
    const origin = connect({ ...backend, noDelay: true, allowHalfOpen: true })
    origin.write(`${headOf(request)}\r\n`)
    if (first.length > 0) origin.write(first)
    const held: Buffer[] = []
    client.on('data', (bytes) => origin.write(bytes))
    client.on('end', () => origin.end())
    origin.on('data', (bytes) => {
      const start = hooks.holdUpgraded === true ? endOfHead(bytes) : bytes.length
      if (start > 0) client.write(bytes.subarray(0, start))
      if (start < bytes.length) held.push(bytes.subarray(start))
    })
    origin.on('end', () => client.end(Buffer.concat(held)))
    client.on('close', () => origin.destroy())
    origin.on('error', () => client.destroy())
    client.on('error', () => origin.destroy())
  })
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  let head = `${method} ${url} HTTP/1.1\r\n`
  for (let n = 0; n < rawHeaders.length; n += 2) head += `${rawHeaders[n]}: ${rawHeaders[n + 1]}\r\n`
  return head
}

const endOfHead = (bytes: Buffer): number => {
  const at = bytes.indexOf('\r\n\r\n')
  return at < 0 ? 0 : at + 4
}
