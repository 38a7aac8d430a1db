import { readSendQueues } from './send-queues.ts'
import type { LeaveListener, SseStream } from './stream.ts'

/** Which streams are open. The limit holds over all endpoints. */
export class Registry {
  readonly max: number
  readonly #streams = new Set<SseStream>()
  readonly #byPath = new Map<string, number>()
  readonly #forget: LeaveListener = (_reason, stream) => {
    this.#streams.delete(stream)
    this.#shift(stream.path, -1)
  }
  readonly #sweep: NodeJS.Timeout

  /** @param stallTimeout ms without progress after which a client is let go, at most a quarter later */
  constructor(max: number, stallTimeout: number) {
    this.max = max
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

  /** Open streams of each endpoint that ever had one. */
  get byPath(): ReadonlyMap<string, number> {
    return this.#byPath
  }

  /** Counts the stream until it leaves. */
  add(stream: SseStream): void {
    this.#streams.add(stream)
    this.#shift(stream.path, 1)
    stream.onLeave(this.#forget)
  }

  /** The open ones, as they are now. */
  all(): SseStream[] {
    return [...this.#streams]
  }

  close(): void {
    clearInterval(this.#sweep)
  }

  #shift(path: string, by: number): void {
    this.#byPath.set(path, (this.#byPath.get(path) ?? 0) + by)
  }
}
