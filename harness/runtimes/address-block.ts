/** Loopback addresses that belong to one run alone, so that its proxies and origins can meet no one else's ports. */

import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { SseCompatError } from '../model/index.ts'

/** Held on 127.a.b.1 for the run's life: the mark of an owned block. Below the range that systems give out by themselves. */
const MARK_PORT = 28_127
const TRIES = 64

export interface AddressBlock extends AsyncDisposable {
  /** `127.83.4.0/24`, or `127.0.0.1` where a system has no other loopback address (macOS). */
  readonly network: string
  /** An address for one more instance or origin: 127.a.b.2 to .254, then from the start again. */
  next(): string
}

/** Listens; undefined when the address is taken. Other errors reject. */
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

/** A port that was free at this address a moment ago. */
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
 * Claims a 127.a.b.0/24 that no other run on this machine has.
 * @throws SseCompatError `port-in-use` when 64 blocks were taken, which only a wildcard listener on the mark's port explains.
 */
export async function claimAddressBlock(platform: NodeJS.Platform = process.platform): Promise<AddressBlock> {
  if (platform !== 'linux') {
    return { network: '127.0.0.1', next: () => '127.0.0.1', [Symbol.asyncDispose]: async () => {} }
  }
  for (let attempt = 0; attempt < TRIES; attempt++) {
    // 127.0 is where other programs live; 127.255.255.255 is a broadcast address.
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
    advice: `find the program with: ss -ltnp 'sport = :${MARK_PORT}'`,
  })
}
