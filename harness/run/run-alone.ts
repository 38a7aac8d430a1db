/**
 * Work runs concurrently, except for test cases that a busy machine may have spoiled: those run with at most a few of their kind, and
 * nothing else of this process beside them.
 */

export interface Turns {
  /** Runs concurrently with other work; waits while something runs alone, or is waiting to. */
  beside<T>(work: () => Promise<T>): Promise<T>
  /**
   * Waits for all running work, and blocks the start of other work until it is done. Must not be called from within `beside`.
   * @param atOnce maximum number that run alone at the same time, of those that allow it
   */
  alone<T>(work: () => Promise<T>, atOnce?: number): Promise<T>
}

interface Waiting {
  readonly atOnce: number
  start(): void
}

export function createTurns(): Turns {
  let running = 0
  /** The limits of those that run alone. */
  const apart: number[] = []
  const waiting: Waiting[] = []
  const free: (() => void)[] = []

  function next(): void {
    while (running === 0) {
      const [first] = waiting
      if (first === undefined || apart.length >= Math.min(first.atOnce, ...apart)) break
      waiting.shift()
      apart.push(first.atOnce)
      first.start()
    }
    if (apart.length === 0 && waiting.length === 0) for (const one of free.splice(0)) one()
  }

  return {
    async beside(work) {
      while (apart.length + waiting.length > 0) await new Promise<void>((resolve) => free.push(resolve))
      running += 1
      try {
        return await work()
      } finally {
        running -= 1
        next()
      }
    },
    async alone(work, atOnce = 1) {
      await new Promise<void>((start) => {
        waiting.push({ atOnce, start })
        next()
      })
      try {
        return await work()
      } finally {
        apart.splice(apart.indexOf(atOnce), 1)
        next()
      }
    },
  }
}
