/** Statuses for faults of the client itself, and for limits that it has to know; every other failure of the service becomes 502. */
const PASSED_ON = new Set([400, 404, 409, 413, 422, 429, 503])
/** Seconds. */
const MAX_RETRY_AFTER = 86_400

/** The response to the client instead of the service's own, whose text is never forwarded: it may contain the key. */
export interface ChatFailure {
  readonly status: number
  readonly message: string
}

/** @param status of the service's response, which is not a stream */
export function failureOf(status: number): ChatFailure {
  return { status: PASSED_ON.has(status) ? status : 502, message: `${wordsFor(status)} (it answered ${status})` }
}

function wordsFor(status: number): string {
  if (status === 401 || status === 403) return "the chat service refused this server's key"
  if (status === 404) return 'the chat service does not have this model, or this path'
  if (status === 413) return 'the chat is too long for the chat service'
  if (status === 429) return 'the chat service limits how much it is used: try again later'
  if (status === 503) return 'the chat service is not available: try again later'
  if (status >= 500) return 'the chat service failed'
  if (status >= 400) return 'the chat service refused this chat'
  if (status >= 300) return 'the chat service redirects to another address, which is not followed'
  return 'the chat service answered without an event stream'
}

/** Retry-After (RFC 9110 §10.2.3) converted to whole seconds; undefined where it is neither seconds nor a date. */
export function retryAfter(header: string | null, now = Date.now()): string | undefined {
  if (header === null) return undefined
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000)
  return Number.isNaN(seconds) ? undefined : String(Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER))
}
