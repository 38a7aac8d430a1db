import { type Block, join } from './encoder.ts'
import type { LeaveListener, SseStream } from './stream.ts'

/** Collected blocks are sent at the latest at this size, in bytes; it bounds the memory that a stream uses besides its queue. */
const GATHERED = 16 * 1024

/**
 * Sends each block to every joined stream until the stream is closed. Blocks of the same turn of the event loop are sent together
 * at its end: with thousands of streams nearly all the work is one write for each stream, whatever its size.
 */
export class Broadcast {
  readonly #streams = new Set<SseStream>()
  readonly #forget: LeaveListener = (_reason, stream) => this.#streams.delete(stream)
  #gathered: Block[] = []
  #bytes = 0

  /** The stream receives the blocks that are sent from now on. */
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
