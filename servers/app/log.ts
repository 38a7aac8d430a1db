export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** One line of JSON an entry: `time` (ISO 8601), `level`, `event`, and what belongs to it. */
export type Log = (
  level: Exclude<LogLevel, 'silent'>,
  event: string,
  details?: Readonly<Record<string, unknown>>,
) => void

/** @param write gets each line without its end */
export function createLog(level: LogLevel, write: (line: string) => void): Log {
  const threshold = LOG_LEVELS.indexOf(level)
  return (of, event, details) => {
    if (LOG_LEVELS.indexOf(of) < threshold) return
    write(JSON.stringify({ time: new Date().toISOString(), level: of, event, ...details }))
  }
}
