import type { Block } from './encoder.ts'

/** How ids are compared. */
export interface IdOrder {
  /** Where an id stands in the order of ids; undefined for what is none. */
  rank(id: string): number | bigint | undefined
  /** The id before the first: nothing was published up to it. */
  readonly start: string
}

/** How ids are made, too. */
export interface IdScheme extends IdOrder {
  /** The next id, greater in rank than all before. */
  next(): string
}

/** What a subscriber with a Last-Event-ID has missed. */
export type Missed =
  /** Nothing is known of that id: begin with what comes next. */
  | { readonly kind: 'fresh' }
  /** Some or all of it; `gap` tells which ids are not to be had any more. */
  | { readonly kind: 'since'; readonly gap?: { from: string; to: string }; readonly blocks: readonly Block[] }

interface Kept {
  readonly id: string
  readonly rank: number | bigint
  readonly block: Block
}

/** The last events, so many at most, in order. */
export class History {
  readonly #kept: Kept[] = []
  readonly #ids: IdOrder
  readonly #size: number
  readonly #unknown: 'gap' | 'fresh'
  #lost: string
  #newest: string

  /** @param unknown what an id that is well formed, but not one of this history, gets */
  constructor(ids: IdOrder, size: number, unknown: 'gap' | 'fresh') {
    this.#ids = ids
    this.#size = size
    this.#unknown = unknown
    this.#lost = ids.start
    this.#newest = ids.start
  }

  /** The id of the last event, or the one before the first. */
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
    // An id of another server: what it stands for cannot be told, so all that is known here is no continuation of it.
    return { kind: 'since', gap: { from: id, to: this.#newest }, blocks: [] }
  }

  #rankOf(id: string): number | bigint {
    return this.#ids.rank(id) ?? Number.NEGATIVE_INFINITY
  }
}
