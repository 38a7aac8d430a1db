import { type Block, join } from './encoder.ts'
import type { LeaveListener, SseStream } from './stream.ts'

/** Bytes up to which blocks are gathered; it bounds what a stream holds beside its queue. */
const GATHERED = 16 * 1024

/**
 * Sends each block to every stream that joined, until it leaves. Blocks of the same turn of the event loop go out
 * together at its end: for thousands of streams nearly all the work is one write each, whatever it holds.
 */
export class Broadcast {
  readonly #streams = new Set<SseStream>()
  readonly #forget: LeaveListener = (_reason, stream) => this.#streams.delete(stream)
  #gathered: Block[] = []
  #bytes = 0

  /** The stream gets what is sent from now on. */
  join(stream: SseStream): void {
    this.#flush()
    this.#streams.add(stream)
    stream.onLeave(this.#forget)
  }

  send(block: Block): void {
    if (this.#gathered.push(block) === 1) setImmediate(() => this.#flush())
    this.#bytes += block.framed.length
    if (this.#bytes >= GATHERED) this.#flush()
  }

  #flush(): void {
    const blocks = this.#gathered
    const [first] = blocks
    if (first === undefined) return
    this.#gathered = []
    this.#bytes = 0
    const whole = blocks.length === 1 ? first : join(blocks)
    for (const stream of this.#streams) stream.sendAll(blocks, whole)
  }
}
