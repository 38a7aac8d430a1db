/** How a signal ends a check: in order, with a report of what was tested until then, or at once where that would take too long. */
import type { ConfigTree } from '../model/index.ts'
import { leaveSignalsToSystem } from '../runtimes/disposal.ts'

const INTERRUPTED = 130
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Characters from which on reading a configuration once takes so much of a second that a signal handler would wait for it. */
const LARGE = 200_000

export interface Interrupt {
  readonly signal: AbortSignal
  /**
   * Until it is disposed of, the first signal aborts and the second ends the process. Before, and for a configuration that is read
   * in this process and is large, the system ends the process at a signal; what it started is then ended by its watchdog.
   */
  listen(config: ConfigTree, isReadHere: boolean): Disposable
}

export function createInterrupt(): Interrupt {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED)
    controller.abort()
  }
  return {
    signal: controller.signal,
    listen(config, isReadHere) {
      const length = Object.values(config).reduce((sum, text) => sum + text.length, 0)
      if (isReadHere && length > LARGE) leaveSignalsToSystem()
      else for (const signal of SIGNALS) process.on(signal, onSignal)
      return {
        [Symbol.dispose]() {
          for (const signal of SIGNALS) process.off(signal, onSignal)
        },
      }
    },
  }
}
