/** Publishes over HTTP on one persistent connection. */
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { now } from '../../harness/wire/timestamp.ts'
import { MARK } from './load.ts'
import { HOST, PUBLISH_PATH, type RunningPeer } from './peer.ts'

export class Publisher implements Disposable {
  readonly #agent = new Agent({ keepAlive: true })
  readonly #server: RunningPeer
  #count = 0

  constructor(server: RunningPeer) {
    this.#server = server
  }

  /**
   * @param size approximate bytes of the event's data
   * @returns when the request was sent, in ms of the system's monotonic clock; resolves once the server has confirmed the
   * publication
   * @throws Error for any other response
   */
  async publish(size = 100): Promise<number> {
    const start = `${MARK} event number ${this.#count++} `
    const { headers, body } = this.#server.publication(start.padEnd(size, 'lorem ipsum '))
    const at = now()
    const asked = request({
      host: HOST,
      port: this.#server.port,
      path: PUBLISH_PATH,
      method: 'POST',
      agent: this.#agent,
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
    })
    asked.end(body)
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    response.resume()
    await once(response, 'end')
    if ((response.statusCode ?? 0) >= 300) throw new Error(`publishing was answered with ${response.statusCode}`)
    return at
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}
