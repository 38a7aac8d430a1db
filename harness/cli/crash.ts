/** An exception that nobody caught: it must not end as a finding does, with exit code 1. */
import { WORDING } from './fault.ts'
import { tellError } from './tell-error.ts'

const COULD_NOT_BE_DONE = 2

/** From now on such an exception ends the process with one line and exit code 2; what runs is ended while it exits. */
export function endOnCrash(): void {
  process.on('uncaughtException', (error) => {
    tellError(error, WORDING)
    process.exit(COULD_NOT_BE_DONE)
  })
  // Whoever read the output may be gone (EPIPE), which changes no verdict; output that could not be written is lost.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') process.exit(COULD_NOT_BE_DONE)
    })
  }
}
