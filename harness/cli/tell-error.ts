import { CommanderError } from 'commander'
import { SseCompatError, sayError } from '../model/index.ts'
import { visible, visibleLines } from '../redact/visible-characters.ts'

export interface Wording {
  /** One line about an error that nobody foresaw: see fault.ts. */
  readonly sayFault: (error: unknown) => string
  readonly withoutSecrets: (text: string) => string
}

/** The server's container has no more than this to say, and reads no configuration. */
const OF_SERVER: Wording = {
  sayFault: (error) =>
    `${error instanceof Error ? error.message : String(error)} (a fault of sse-compat itself: please report it)`,
  withoutSecrets: (text) => text,
}

/**
 * Says on standard error what went wrong, in one line, without secrets and control characters; what commander throws it has said
 * already. @returns the exit code
 */
export function tellError(error: unknown, { sayFault, withoutSecrets }: Wording = OF_SERVER): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const say = (line: string) => process.stderr.write(`sse-compat: ${visible(withoutSecrets(line))}\n`)
  if (error instanceof SseCompatError) {
    say(`${error.where === undefined ? '' : `${error.where}: `}${sayError(error)}`)
    return 2
  }
  say(sayFault(error))
  if (process.env.SSE_COMPAT_DEBUG !== undefined && error instanceof Error)
    process.stderr.write(`${visibleLines(withoutSecrets(error.stack ?? ''))}\n`)
  return 2
}
