/** An application that sends the origin's default response headers, in each framing: what `run` tests, as `app` sees it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HeaderField, Ms } from '../../harness/model/index.ts'
import { eventOf } from '../../harness/scenario-kit/gated-stream.ts'
import { sendResponseHead } from '../../servers/origin/head.ts'

/** As many bytes on the wire as an event of `delivery`. */
const SIZE = 60
const EVERY: Ms = 25

export interface TestedApplication extends AsyncDisposable {
  readonly port: number
}

export async function startApplication(
  framing: 'chunked' | 'close-delimited',
  own: readonly HeaderField[],
): Promise<TestedApplication> {
  const server = createServer((request, response) => {
    sendResponseHead(request, response, { framing }, own)
    let n = 0
    const send = (): void => {
      n += 1
      const { id, data } = eventOf(String(n), SIZE)
      response.write(`id: ${id}\ndata: ${data}\n\n`)
    }
    const timer = setInterval(send, EVERY)
    response.on('close', () => clearInterval(timer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
