/** Loopback addresses that belong to one run, so that its proxies and origins cannot reach other runs' ports. */

import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { SseCompatError } from '../model/index.ts'

/**
 * Port on 127.a.b.1 that a run listens on as long as it lasts, to mark the block as owned. It is below the range from which
 * systems assign ports automatically.
 */
const MARK_PORT = 28_127
const TRIES = 64

export interface AddressBlock extends AsyncDisposable {
  /** `127.83.4.0/24`, or `127.0.0.1` where the system has no other loopback addresses (macOS). */
  readonly network: string
  /** The next address for an instance or origin: 127.a.b.2 to .254, then from the start again. */
  next(): string
}

/** Listens; undefined when the address is in use. Rejects with other errors. */
function listen(host: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen({ host, port, exclusive: true }, () => resolve(server))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

/** A port that was free at this address when it was tested. */
export async function freePort(host: string): Promise<number> {
  const server = await listen(host, 0)
  const address = server?.address()
  if (server === undefined || address === null || typeof address !== 'object') {
    throw new SseCompatError('port-in-use', `no free port on ${host}`)
  }
  await close(server)
  return address.port
}

/**
 * Claims a 127.a.b.0/24 that no other run on this machine uses.
 * @throws SseCompatError `port-in-use` when 64 blocks were in use, which only a wildcard listener on the marker port explains
 */
export async function claimAddressBlock(platform: NodeJS.Platform = process.platform): Promise<AddressBlock> {
  if (platform !== 'linux') {
    return { network: '127.0.0.1', next: () => '127.0.0.1', [Symbol.asyncDispose]: async () => {} }
  }
  for (let attempt = 0; attempt < TRIES; attempt++) {
    // Other programs use 127.0; 127.255.255.255 is a broadcast address.
    const prefix = `127.${randomInt(1, 255)}.${randomInt(0, 256)}`
    const mark = await listen(`${prefix}.1`, MARK_PORT)
    if (mark === undefined) continue
    mark.unref()
    let last = 1
    return {
      network: `${prefix}.0/24`,
      next() {
        last = last === 254 ? 2 : last + 1
        return `${prefix}.${last}`
      },
      [Symbol.asyncDispose]: () => close(mark),
    }
  }
  throw new SseCompatError('port-in-use', `port ${MARK_PORT} is taken on every loopback address that was tried`, {
    advice: `find the program with \`ss -ltnp 'sport = :${MARK_PORT}'\``,
  })
}
