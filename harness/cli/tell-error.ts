import { CommanderError } from 'commander'
import { SseCompatError, sayError } from '../model.ts'

/** The server's container has no more than this to say. */
const sayUnforeseen = (error: unknown): string =>
  `${error instanceof Error ? error.message : String(error)} (a fault of sse-compat itself: please report it)`

/**
 * Says on standard error what went wrong, in one line; what commander throws it has said already. @returns the exit code
 * @param sayFault of an error that nobody foresaw: see fault.ts
 */
export function tellError(error: unknown, sayFault = sayUnforeseen): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const say = (line: string) => process.stderr.write(`sse-compat: ${line}\n`)
  if (error instanceof SseCompatError) {
    say(`${error.where === undefined ? '' : `${error.where}: `}${sayError(error)}`)
    return 2
  }
  say(sayFault(error))
  if (process.env.SSE_COMPAT_DEBUG !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return 2
}
