/**
 * Promises for events that have happened or will happen: for past events they resolve immediately; they never reject, and may
 * never resolve.
 */
export function createWaits() {
  const happened = new Set<string>()
  const waiting = new Map<string, PromiseWithResolvers<void>>()
  return {
    happen(what: string): void {
      happened.add(what)
      waiting.get(what)?.resolve()
      waiting.delete(what)
    },
    until(what: string): Promise<void> {
      if (happened.has(what)) return Promise.resolve()
      const wait = waiting.get(what) ?? Promise.withResolvers<void>()
      waiting.set(what, wait)
      return wait.promise
    },
    /** Resolves all present and future waits whose name starts with this prefix: their events can no longer happen. */
    giveUp(prefix: string): void {
      for (const what of waiting.keys()) if (what.startsWith(prefix)) this.happen(what)
    },
  }
}
