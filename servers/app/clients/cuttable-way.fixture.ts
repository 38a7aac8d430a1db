import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** For tests: a connection to a server that can be interrupted while both ends keep running. */
export interface CuttableWay extends AsyncDisposable {
  readonly url: string
  /** Resets every connection, and each new one until it is restored. */
  cut(): void
  restore(): void
}

/** For tests: forwards bytes in both directions without parsing them. */
export async function cuttableWay(to: string): Promise<CuttableWay> {
  const { hostname, port } = new URL(to)
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((client) => {
    if (isCut) return client.resetAndDestroy()
    const beyond = connect({ host: hostname, port: Number(port) })
    for (const [end, other] of [
      [client, beyond],
      [beyond, client],
    ] as const) {
      open.add(end)
      end.on('error', () => {})
      end.on('close', () => {
        open.delete(end)
        other.destroy()
      })
      end.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    isCut = true
    for (const socket of open) socket.resetAndDestroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    restore() {
      isCut = false
    },
    async [Symbol.asyncDispose]() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
