/** Signals that end a run. */
import { complain } from './print.ts'

export const INTERRUPTED = 130

/**
 * Aborts at the first signal, which ends the run in an orderly way; the second signal ends the process immediately. In both cases
 * all proxies and folders are cleaned up.
 */
export function interruptible(): AbortSignal {
  const interrupt = new AbortController()
  function onSignal(): void {
    if (interrupt.signal.aborted) process.exit(INTERRUPTED)
    interrupt.abort()
    complain('interrupted: ending what runs, and writing what was recorded')
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  return interrupt.signal
}
