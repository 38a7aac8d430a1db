/**
 * Work runs concurrently, except for test cases that a busy machine may have spoiled: those run alone, with nothing else of this
 * process beside them.
 */

export interface Turns {
  /** Runs concurrently with other work; waits while something runs alone, or is waiting to. */
  beside<T>(work: () => Promise<T>): Promise<T>
  /** Waits for all running work, and blocks the start of other work until it is done. Must not be called from within `beside`. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

export function createTurns(): Turns {
  let running = 0
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  const idle: (() => void)[] = []
  const free: (() => void)[] = []
  const wake = (some: (() => void)[]): void => {
    for (const one of some.splice(0)) one()
  }
  const until = (some: (() => void)[]): Promise<void> => new Promise((resolve) => some.push(resolve))

  return {
    async beside(work) {
      while (waiting > 0) await until(free)
      running += 1
      try {
        return await work()
      } finally {
        running -= 1
        if (running === 0) wake(idle)
      }
    },
    alone(work) {
      waiting += 1
      const mine = last
        .then(async () => {
          while (running > 0) await until(idle)
          return work()
        })
        .finally(() => {
          waiting -= 1
          if (waiting === 0) wake(free)
        })
      last = mine.catch(() => {})
      return mine
    },
  }
}
