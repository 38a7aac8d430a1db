/** How a signal ends a check: in an orderly way, with a report of what was tested so far, or immediately where that would take too long. */
import type { ConfigTree, Ms } from '../model/index.ts'
import { leaveSignalsToSystem } from '../runtimes/disposal.ts'

const INTERRUPTED = 130
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Number of characters from which parsing a configuration once takes so long that a signal handler would be delayed by a
 * noticeable part of a second.
 */
const LARGE = 200_000
/** The same of the time that it took to analyse one: a short one may have many combinations. */
const SLOW: Ms = 1000

export interface Interrupt {
  readonly signal: AbortSignal
  /**
   * Until it is disposed of, the first signal aborts and the second one ends the process. Before that, and for a
   * configuration whose analysis in this process takes long, the system ends the process at a signal; its watchdog then ends
   * what it started.
   * @param took the time of one analysis in this process; undefined where another process analyses it
   */
  listen(config: ConfigTree, took?: Ms): Disposable
}

export function createInterrupt(): Interrupt {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED)
    controller.abort()
  }
  return {
    signal: controller.signal,
    listen(config, took) {
      const length = Object.values(config).reduce((sum, text) => sum + text.length, 0)
      if (took !== undefined && (length > LARGE || took > SLOW)) leaveSignalsToSystem()
      else for (const signal of SIGNALS) process.on(signal, onSignal)
      return {
        [Symbol.dispose]() {
          for (const signal of SIGNALS) process.off(signal, onSignal)
        },
      }
    },
  }
}
