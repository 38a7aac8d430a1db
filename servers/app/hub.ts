import { type Block, encode } from './encoder.ts'
import { History, type IdScheme } from './history.ts'
import type { SseStream } from './stream.ts'

/** Sends each block to every stream that joined, until it leaves. */
export class Broadcast {
  readonly #streams = new Set<SseStream>()

  join(stream: SseStream): void {
    this.#streams.add(stream)
    stream.onLeave(() => this.#streams.delete(stream))
  }

  send(block: Block): void {
    for (const stream of this.#streams) stream.send(block)
  }
}

/**
 * Publish and subscribe: every event goes to every subscriber. (One channel that all subscribers read from would give
 * each event to only one of them; here each stream has a queue of its own.) A subscriber that comes back with the id
 * of the last event it got is sent what it missed.
 */
export class Hub {
  readonly #ids: IdScheme
  readonly #history: History
  readonly #subscribers = new Broadcast()
  /** Events published since the start. */
  published = 0

  /** @param options.unknown what a well-formed id that this hub never gave out gets: `gap`, or a fresh start */
  constructor(options: { ids: IdScheme; historySize: number; unknown: 'gap' | 'fresh' }) {
    this.#ids = options.ids
    this.#history = new History(options.ids, options.historySize, options.unknown)
  }

  /** @param data text of the event, or a function of its id @returns the event's id */
  publish(event: string, data: string | ((id: string) => string)): string {
    const id = this.#ids.next()
    const block = encode({ id, event, data: typeof data === 'string' ? data : data(id) })
    this.published++
    this.#history.keep(id, block)
    this.#subscribers.send(block)
    return id
  }

  /** Sends what was missed, then joins. Nothing can be published in between. @param retry ms before a client returns */
  subscribe(stream: SseStream, options: { lastEventId: string | undefined; retry: number; latest: boolean }): void {
    const { lastEventId, retry } = options
    const missed = lastEventId === undefined ? undefined : this.#history.since(lastEventId)
    if (missed?.kind === 'since') {
      stream.send(encode({ retry }))
      // The gap has an id: who comes back after it does not hear of it again.
      if (missed.gap) stream.send(encode({ id: missed.gap.to, event: 'gap', data: JSON.stringify(missed.gap) }))
      for (const block of missed.blocks) stream.send(block)
    } else {
      const { last } = this.#history
      // The id alone: a client that leaves before its first event can still resume from here.
      stream.send(encode(options.latest && last ? { retry } : { id: this.#history.newest, retry }))
      if (options.latest && last) stream.send(last)
    }
    this.#subscribers.join(stream)
  }

  /** A comment for all: keeps idle streams alive in proxies, and shows which clients are gone. */
  comment(text: string): void {
    this.#subscribers.send(encode({ comment: text }))
  }
}
