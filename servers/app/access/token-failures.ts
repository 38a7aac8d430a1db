import { now } from '../../../harness/wire/timestamp.ts'

/** Number of wrong tokens in a row, and the ms after which one more is allowed. */
interface Allowance {
  readonly burst: number
  readonly interval: number
}

const PER_CLIENT: Allowance = { burst: 10, interval: 6000 }
const TOTAL: Allowance = { burst: 100, interval: 600 }
/** Maximum number of clients in each table; bounds the memory. */
const MAX_CLIENTS = 10_000

/**
 * Limits how many wrong tokens are compared, for each client and for all clients together. A token bucket in its short form (the
 * generic cell rate algorithm): each bucket is stored as the time at which it is full again.
 */
export class TokenFailures {
  readonly #time: () => number
  readonly #fullAt = new Map<string, number>()
  readonly #known = new Set<string>()
  #allFullAt = 0
  /** No client is forgotten before this time. */
  #firstFullAt = Number.POSITIVE_INFINITY

  /** @param time ms */
  constructor(time: () => number = now) {
    this.#time = time
  }

  /** Number of clients with recent failures, plus clients that have sent the right token. */
  get remembered(): number {
    return this.#fullAt.size + this.#known.size
  }

  /**
   * ms until a token of this client may be compared; 0: now. The limit for all clients does not apply to a client that has sent
   * the right token before, so that many attackers together cannot lock it out.
   */
  wait(client: string): number {
    const time = this.#time()
    const all = this.#known.has(client) ? 0 : waitOf(TOTAL, this.#allFullAt, time)
    return Math.max(all, waitOf(PER_CLIENT, this.#fullAt.get(client) ?? 0, time))
  }

  failed(client: string): void {
    const time = this.#time()
    this.#allFullAt = Math.max(this.#allFullAt, time) + TOTAL.interval
    const fullAt = Math.max(this.#fullAt.get(client) ?? 0, time) + PER_CLIENT.interval
    if (time >= this.#firstFullAt) this.#forget(time)
    this.#fullAt.delete(client)
    this.#fullAt.set(client, fullAt)
    this.#firstFullAt = Math.min(this.#firstFullAt, fullAt)
    dropOldest(this.#fullAt)
  }

  #forget(time: number): void {
    this.#firstFullAt = Number.POSITIVE_INFINITY
    for (const [client, at] of this.#fullAt) {
      if (at <= time) this.#fullAt.delete(client)
      else this.#firstFullAt = Math.min(this.#firstFullAt, at)
    }
  }

  succeeded(client: string): void {
    this.#known.delete(client)
    this.#known.add(client)
    dropOldest(this.#known)
  }
}

function waitOf({ burst, interval }: Allowance, fullAt: number, time: number): number {
  return Math.max(0, fullAt - (burst - 1) * interval - time)
}

/** Both kinds of table are ordered by the time at which their entries were last set. */
function dropOldest(table: Map<string, unknown> | Set<string>): void {
  const [oldest] = table.keys()
  if (table.size > MAX_CLIENTS && oldest !== undefined) table.delete(oldest)
}
