/** Handles uncaught exceptions: they must not end with exit code 1, which is for findings. */
import { type TellOptions, tellError } from './tell-error.ts'

const COULD_NOT_BE_DONE = 2

/** From now on an uncaught exception ends the process with one line and exit code 2; running proxies are stopped on exit. */
export function endOnCrash(options: TellOptions): void {
  process.on('uncaughtException', (error) => {
    tellError(error, options)
    process.exit(COULD_NOT_BE_DONE)
  })
}
