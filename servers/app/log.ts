export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogVerbosity = (typeof LOG_LEVELS)[number]

/**
 * Characters that JSON does not escape but a terminal interprets: DEL, the C1 control characters, and those that change the text
 * direction or end a line.
 */
const OBEYED = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** One line of JSON for each entry: `time` (ISO 8601), `level`, `event`, and its details. */
export type Log = (
  level: Exclude<LogVerbosity, 'silent'>,
  event: string,
  details?: Readonly<Record<string, unknown>>,
) => void

/** @param write receives each line without its line end */
export function createLog(level: LogVerbosity, write: (line: string) => void): Log {
  const threshold = LOG_LEVELS.indexOf(level)
  return (of, event, details) => {
    if (LOG_LEVELS.indexOf(of) < threshold) return
    write(escaped(JSON.stringify({ time: new Date().toISOString(), level: of, event, ...details })))
  }
}

function escaped(json: string): string {
  return json.replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
