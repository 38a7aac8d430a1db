import { Broadcast } from './broadcast.ts'
import { encode } from './encoder.ts'
import type { EventLog } from './event-log/event-log.ts'
import type { SseStream } from './stream.ts'

export interface Subscription {
  readonly lastEventId: string | undefined
  /** ms before a client returns. */
  readonly retry: number
  /** Whether who starts fresh gets the last event at once. */
  readonly latest: boolean
}

/**
 * Publish and subscribe: every event goes to every subscriber. (One channel that all subscribers read from would give
 * each event to only one of them; here each stream has a queue of its own.) A subscriber that comes back with the id
 * of the last event it got is sent what it missed.
 */
export class Hub {
  readonly #log: EventLog
  readonly #subscribers = new Broadcast()
  /** They have come with an id that this server has still to hear of. */
  readonly #early = new Set<SseStream>()
  /** Events that got their place in the log since the start. */
  published = 0

  constructor(log: EventLog) {
    this.#log = log
    log.follow((block) => {
      this.published++
      this.#subscribers.send(block)
    })
  }

  /** @returns the event's id; see EventLog for when it cannot be had */
  publish(event: string, data: string): string | Promise<string> {
    return this.#log.append(event, data)
  }

  /** Sends what was missed, then joins. Nothing can be published in between. */
  subscribe(stream: SseStream, options: Subscription): void {
    const { lastEventId } = options
    const reading = lastEventId === undefined ? undefined : this.#log.reading(lastEventId)
    if (reading === undefined) {
      this.#join(stream, options)
      return
    }
    this.#early.add(stream)
    stream.onLeave(() => this.#early.delete(stream))
    void reading.then(() => {
      if (this.#early.delete(stream)) this.#join(stream, options)
    })
  }

  #join(stream: SseStream, { lastEventId, retry, latest }: Subscription): void {
    const missed = lastEventId === undefined ? undefined : this.#log.since(lastEventId)
    if (missed?.kind === 'since') {
      stream.send(encode({ retry }))
      // The gap has an id: who comes back after it does not hear of it again.
      if (missed.gap) stream.send(encode({ id: missed.gap.to, event: 'gap', data: JSON.stringify(missed.gap) }))
      for (const block of missed.blocks) stream.send(block)
    } else {
      const { last, newest } = this.#log
      // The id alone: a client that leaves before its first event can still resume from here.
      stream.send(encode(latest && last ? { retry } : { id: newest, retry }))
      if (latest && last) stream.send(last)
    }
    this.#subscribers.join(stream)
  }

  /** A comment for all: keeps idle streams alive in proxies, and shows which clients are gone. */
  comment(text: string): void {
    const block = encode({ comment: text })
    this.#subscribers.send(block)
    for (const stream of this.#early) stream.send(block)
  }

  close(): void {
    this.#log.close()
  }
}
