/** The project's one error type. */

/** The project's one error: what happened, where (`file:line`, when there is one), what to do. Never shown with a stack. */
export class SseCompatError extends Error {
  /** Stable, for programs: `bad-option`, `bad-config`, `no-runtime`, `port-in-use`, … */
  readonly code: string
  readonly where: string | undefined
  readonly advice: string | undefined
  constructor(code: string, message: string, details: { where?: string; advice?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'SseCompatError'
    this.code = code
    this.where = details.where
    this.advice = details.advice === '' ? undefined : details.advice
  }
}

/** Message and advice. */
export function sayError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const advice = error instanceof SseCompatError ? error.advice : undefined
  const stop = /[.?!]$/.test(message) ? '' : '.'
  return advice === undefined ? message : `${message}${stop} ${advice[0]?.toUpperCase()}${advice.slice(1)}`
}
