import { Broadcast } from './broadcast.ts'
import { encode } from './encoder.ts'
import type { EventLog } from './event-log/event-log.ts'
import type { SseStream } from './stream.ts'

export interface Subscription {
  readonly lastEventId: string | undefined
  /** ms before a client reconnects. */
  readonly retry: number
  /** Whether a subscriber without an id immediately gets the last event. */
  readonly latest: boolean
}

/**
 * Publish and subscribe: every event goes to every subscriber. (If all subscribers read from one channel, each event would reach
 * only one of them; here each stream has its own queue.) A subscriber that reconnects with the id of the last event that it
 * received is sent what it missed.
 */
export class Hub {
  readonly #log: EventLog
  readonly #subscribers = new Broadcast()
  /** Subscribers with an id that this server has not read from the log yet. */
  readonly #early = new Set<SseStream>()
  /** Events that got their position in the log since the start. */
  published = 0

  constructor(log: EventLog) {
    this.#log = log
    log.follow((block) => {
      this.published++
      this.#subscribers.send(block)
    })
  }

  /** @returns the event's id; see EventLog for when it is not available */
  publish(event: string, data: string): string | Promise<string> {
    return this.#log.append(event, data)
  }

  /** Sends what was missed, then joins. No event can be published in between. */
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
      // The gap has an id: a client that reconnects after it does not receive the notice again.
      if (missed.gap) stream.send(encode({ id: missed.gap.to, event: 'gap', data: JSON.stringify(missed.gap) }))
      for (const block of missed.blocks) stream.send(block)
    } else {
      const { last, newest } = this.#log
      // Only the id: a client that disconnects before its first event can still resume from here.
      stream.send(encode(latest && last ? { retry } : { id: newest, retry }))
      if (latest && last) stream.send(last)
    }
    this.#subscribers.join(stream)
  }

  /** Sends a comment to all subscribers: it keeps idle streams open in proxies, and reveals clients that are gone. */
  comment(text: string): void {
    const block = encode({ comment: text })
    this.#subscribers.send(block)
    for (const stream of this.#early) stream.send(block)
  }

  close(): void {
    this.#log.close()
  }
}
