import { clientOf } from './access/client-address.ts'
import type { ServerOptions } from './options.ts'
import { readSendQueues } from './send-queues.ts'
import type { LeaveListener, SseStream } from './stream.ts'

/** The open streams. The limits apply over all endpoints. */
export class Registry {
  readonly max: number
  readonly maxPerClient: number
  readonly #streams = new Set<SseStream>()
  readonly #byPath = new Map<string, number>()
  /** Has only clients with open streams. */
  readonly #byClient = new Map<string, number>()
  readonly #forget: LeaveListener = (_reason, stream) => {
    this.#streams.delete(stream)
    this.#shift(stream.path, -1)
  }
  readonly #sweep: NodeJS.Timeout

  constructor({ maxConnections, maxPerClient, stallTimeout }: ServerOptions) {
    this.max = maxConnections
    this.maxPerClient = maxPerClient
    const sweep = () => {
      if (this.#streams.size === 0) return
      const queues = readSendQueues()
      for (const stream of this.#streams) stream.dropIfStalled(stallTimeout, queues)
    }
    this.#sweep = setInterval(sweep, Math.max(10, stallTimeout / 4)).unref()
  }

  get count(): number {
    return this.#streams.size
  }

  get isFull(): boolean {
    return this.#streams.size >= this.max
  }

  /** Number of open streams of each endpoint that has had one. */
  get byPath(): ReadonlyMap<string, number> {
    return this.#byPath
  }

  /** @param address of the client's connection */
  isFullFor(address: string): boolean {
    return this.maxPerClient > 0 && (this.#byClient.get(clientOf(address)) ?? 0) >= this.maxPerClient
  }

  /** Counts the stream until it is closed. @param address of the client's connection */
  add(stream: SseStream, address: string): void {
    this.#streams.add(stream)
    this.#shift(stream.path, 1)
    stream.onLeave(this.#forget)
    if (this.maxPerClient > 0) this.#countClient(stream, clientOf(address))
  }

  /** A snapshot of the open streams. */
  all(): SseStream[] {
    return [...this.#streams]
  }

  close(): void {
    clearInterval(this.#sweep)
  }

  #countClient(stream: SseStream, client: string): void {
    this.#byClient.set(client, (this.#byClient.get(client) ?? 0) + 1)
    stream.onLeave(() => {
      const left = (this.#byClient.get(client) ?? 0) - 1
      if (left > 0) this.#byClient.set(client, left)
      else this.#byClient.delete(client)
    })
  }

  #shift(path: string, by: number): void {
    this.#byPath.set(path, (this.#byPath.get(path) ?? 0) + by)
  }
}
