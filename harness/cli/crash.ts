/** An exception that nobody caught: it must not end as a finding does, with exit code 1. */
import { type TellOptions, tellError } from './tell-error.ts'

const COULD_NOT_BE_DONE = 2

/** From now on such an exception ends the process with one line and exit code 2; what runs is ended while it exits. */
export function endOnCrash(options: TellOptions): void {
  process.on('uncaughtException', (error) => {
    tellError(error, options)
    process.exit(COULD_NOT_BE_DONE)
  })
}
