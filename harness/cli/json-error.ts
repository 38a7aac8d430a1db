/** Formats an error as one JSON object, for a command with JSON output. Pure. */
import { CommanderError } from 'commander'
import { SseCompatError } from '../model/index.ts'
import { visibleJson } from '../redact/visible-characters.ts'

/** Whether standard output is for a program: `--json`, or `--format json` without a file. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  const options = end < 0 ? args : args.slice(0, end)
  return options.some(
    (arg, n) => arg === '--json' || arg === '--format=json' || (arg === '--format' && options[n + 1] === 'json'),
  )
}

/**
 * `{"error": {"code", "message", "where"?, "advice"?}}`, on one line.
 * @param sayFault words the message for an unforeseen error
 */
export function jsonError(
  error: unknown,
  { sayFault, withoutSecrets }: { sayFault: (error: unknown) => string; withoutSecrets: (text: string) => string },
): string {
  const safe = (text: string | undefined): string | undefined => (text === undefined ? text : withoutSecrets(text))
  const known =
    error instanceof SseCompatError
      ? { code: error.code, message: error.message, where: error.where, advice: error.advice }
      : error instanceof CommanderError
        ? { code: 'bad-usage', message: usageMessage(error), where: undefined, advice: undefined }
        : { code: 'internal-error', message: sayFault(error), where: undefined, advice: undefined }
  const { code, message, where, advice } = known
  return visibleJson(
    JSON.stringify({ error: { code, message: safe(message), where: safe(where), advice: safe(advice) } }),
  )
}

/** Commander's message, on one line and without its prefix. */
export const usageMessage = ({ message }: CommanderError): string =>
  message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
