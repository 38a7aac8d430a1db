/** Handles crashes: they must not end with exit code 1, which is for findings. */
import { type TellOptions, tellError } from './tell-error.ts'

const COULD_NOT_BE_DONE = 2
/** Node's exit code where it still awaits something, and nothing is left that could settle it. */
const UNSETTLED = 13

/**
 * From now on an uncaught exception, and an await that nothing can settle, end the process with one line and exit code 2; running
 * proxies are stopped on exit.
 */
export function endOnCrash(options: TellOptions): void {
  process.on('uncaughtException', (error) => {
    tellError(error, options)
    process.exit(COULD_NOT_BE_DONE)
  })
  process.on('exit', (code) => {
    if (code !== UNSETTLED) return
    tellError(new Error('it waits for something that cannot happen any more'), options)
    process.exitCode = COULD_NOT_BE_DONE
  })
}
