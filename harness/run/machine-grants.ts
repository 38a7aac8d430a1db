/**
 * Limits what may run only a few times at once on one machine, in whichever process: sections that measure latencies, because
 * many of them would measure each other, and heavy test cases. A worker of a run requests each grant from the process that
 * started it.
 */
import pLimit from 'p-limit'

export type GrantKind = 'latency' | 'heavy'

export interface Grants {
  /** Resolves when it may start. The result is to be disposed of when it is over. */
  take(kind: GrantKind): Promise<Disposable>
}

/**
 * Concurrent grants of each kind. Measured: fifty concurrent streams of ten events a second have the same latency as one; three
 * sections, which pause between their events, are far below that load. A heavy test case opens a thousand streams, or transfers
 * megabytes.
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

/** The grants of this process: its own, or those of the process that started it. */
export const grants = (): Grants => ofProcess

export function useGrants(given: Grants): void {
  ofProcess = given
}
