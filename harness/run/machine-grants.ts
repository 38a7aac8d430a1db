/**
 * What may happen only a few times at once on one machine, whichever process does it: sections that take latencies, since a crowd would
 * measure itself, and heavy test cases. A worker of a run gets each turn from the process that started it.
 */
import pLimit from 'p-limit'

export type GrantKind = 'latency' | 'heavy'

export interface Grants {
  /** Resolves when it may begin; to be disposed of when it is over. */
  take(kind: GrantKind): Promise<Disposable>
}

/**
 * How many at once. Measured: fifty streams of ten events a second side by side have the latency of one; three sections, which pause
 * between their events, are far below that. A heavy test case opens a thousand streams, or moves megabytes.
 */
export const AT_ONCE: Readonly<Record<GrantKind, number>> = { latency: 3, heavy: 2 }

export function createGrants(atOnce: Readonly<Record<GrantKind, number>> = AT_ONCE): Grants {
  const limits = { latency: pLimit(atOnce.latency), heavy: pLimit(atOnce.heavy) }
  return {
    take: (kind) =>
      new Promise((resolve) => {
        void limits[kind](() => new Promise<void>((free) => resolve({ [Symbol.dispose]: free })))
      }),
  }
}

let ofProcess = createGrants()

/** Of this process; its own, or those of the process that started it. */
export const grants = (): Grants => ofProcess

export function useGrants(given: Grants): void {
  ofProcess = given
}
