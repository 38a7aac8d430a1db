import { CommanderError } from 'commander'
import { SseCompatError, sayError } from '../model/index.ts'
import { visible, visibleLines } from '../redact/visible-characters.ts'
import { jsonError, usageMessage } from './json-error.ts'

export interface Wording {
  /** Words one line for an unforeseen error: see fault.ts. */
  readonly sayFault: (error: unknown) => string
  readonly withoutSecrets: (text: string) => string
  /** Lines for standard error. */
  readonly wrapped: (text: string) => readonly string[]
}

export interface TellOptions extends Wording {
  /** Also print the error on standard output, as one JSON object. */
  readonly json?: boolean
  /** Name of the command that was typed; absent for a name that is not a command. */
  readonly command?: string
}

/** The server's container needs only this wording, because it reads no configuration. */
const OF_SERVER: Wording = {
  sayFault: (error) =>
    `${error instanceof Error ? error.message : String(error)} (a fault of sse-compat itself: please report it)`,
  withoutSecrets: (text) => text,
  wrapped: (text) => [text],
}

/**
 * Prints an error on standard error, without secrets and control characters: in one line, which a terminal gets wrapped. Commander
 * also throws after help and version, which is not an error.
 * @returns the exit code
 */
export function tellError(error: unknown, options: TellOptions = OF_SERVER): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0
  const { sayFault, withoutSecrets, wrapped, command } = options
  const say = (line: string) =>
    process.stderr.write(`${wrapped(`sse-compat: ${visible(withoutSecrets(line))}`).join('\n')}\n`)
  if (options.json === true) process.stdout.write(`${jsonError(error, options)}\n`)
  if (error instanceof CommanderError) {
    const message = usageMessage(error)
    say(
      `${message}${/[.)]$/.test(message) ? '' : '.'} \`sse-compat help ${command ?? '<command>'}\` shows what it takes.`,
    )
    return 2
  }
  if (error instanceof SseCompatError) {
    say(`${error.where === undefined ? '' : `${error.where}: `}${sayError(error)}`)
    return 2
  }
  say(sayFault(error))
  if (process.env.SSE_COMPAT_DEBUG !== undefined && error instanceof Error)
    process.stderr.write(`${visibleLines(withoutSecrets(error.stack ?? ''))}\n`)
  return 2
}
