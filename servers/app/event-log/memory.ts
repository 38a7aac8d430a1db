import { type Block, encode } from '../encoder.ts'
import { History, type IdScheme, type Missed } from '../history.ts'
import type { EventLog } from './event-log.ts'

/** A log in the memory of this process: fast, and lost when the process exits. */
export class MemoryLog implements EventLog {
  readonly #ids: IdScheme
  readonly #history: History
  #deliver: (block: Block) => void = () => {}

  /** @param options.unknown how a well-formed id that this log never issued is treated: `gap`, or a fresh start */
  constructor(options: { ids: IdScheme; historySize: number; unknown: 'gap' | 'fresh' }) {
    this.#ids = options.ids
    this.#history = new History(options.ids, options.historySize, options.unknown)
  }

  /** @param data text of the event, or a function of its id */
  append(event: string, data: string | ((id: string) => string)): string {
    const id = this.#ids.next()
    const block = encode({ id, event, data: typeof data === 'string' ? data : data(id) })
    this.#history.keep(id, block)
    this.#deliver(block)
    return id
  }

  since(id: string): Missed {
    return this.#history.since(id)
  }

  reading(): undefined {
    return undefined
  }

  follow(deliver: (block: Block) => void): void {
    this.#deliver = deliver
  }

  get newest(): string {
    return this.#history.newest
  }

  get last(): Block | undefined {
    return this.#history.last
  }

  close(): void {}
}
