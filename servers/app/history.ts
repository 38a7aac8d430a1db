import type { Block } from './encoder.ts'

/** How ids are compared. */
export interface IdOrder {
  /** The position of an id in the order of ids; undefined for a text that is not an id. */
  rank(id: string): number | bigint | undefined
  /** The id before the first event: nothing had been published. */
  readonly start: string
}

/** How ids are compared and created. */
export interface IdScheme extends IdOrder {
  /** The next id, greater in rank than all before. */
  next(): string
}

/** What a subscriber with a Last-Event-ID has missed. */
export type Missed =
  /** The id is unknown: the stream starts with the next event. */
  | { readonly kind: 'fresh' }
  /** The missed events, all of them or some; `gap` names the ids that are no longer available. */
  | { readonly kind: 'since'; readonly gap?: { from: string; to: string }; readonly blocks: readonly Block[] }

interface Kept {
  readonly id: string
  readonly rank: number | bigint
  readonly block: Block
}

/** The last events, up to a maximum number, in order. */
export class History {
  readonly #kept: Kept[] = []
  readonly #ids: IdOrder
  readonly #size: number
  readonly #unknown: 'gap' | 'fresh'
  #lost: string
  #newest: string

  /** @param unknown how a well-formed id that is not in this history is treated */
  constructor(ids: IdOrder, size: number, unknown: 'gap' | 'fresh') {
    this.#ids = ids
    this.#size = size
    this.#unknown = unknown
    this.#lost = ids.start
    this.#newest = ids.start
  }

  /** The id of the last event, or the id before the first. */
  get newest(): string {
    return this.#newest
  }

  /** The last event, if there is one. */
  get last(): Block | undefined {
    return this.#kept.at(-1)?.block
  }

  keep(id: string, block: Block): void {
    this.#newest = id
    this.#kept.push({ id, rank: this.#rankOf(id), block })
    if (this.#kept.length > this.#size) this.#lost = this.#kept.shift()?.id ?? this.#lost
  }

  since(id: string): Missed {
    const rank = this.#ids.rank(id)
    if (rank === undefined) return { kind: 'fresh' }
    const later = () => this.#kept.filter((kept) => kept.rank > rank).map(({ block }) => block)
    if (rank < this.#rankOf(this.#lost)) {
      return { kind: 'since', gap: { from: id, to: this.#lost }, blocks: later() }
    }
    if (id === this.#lost || this.#kept.some((kept) => kept.id === id)) return { kind: 'since', blocks: later() }
    if (this.#unknown === 'fresh') return { kind: 'fresh' }
    // The id comes from another server, so its position is unknown, and none of the events here can be shown to continue it.
    return { kind: 'since', gap: { from: id, to: this.#newest }, blocks: [] }
  }

  #rankOf(id: string): number | bigint {
    return this.#ids.rank(id) ?? Number.NEGATIVE_INFINITY
  }
}
