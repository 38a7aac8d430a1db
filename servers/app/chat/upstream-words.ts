/** The client's own faults, and limits that it has to know of; anything else of the service's is a bad gateway's. */
const PASSED_ON = new Set([400, 404, 409, 413, 422, 429, 503])
/** Seconds. */
const MAX_RETRY_AFTER = 86_400

/** What a client is answered in place of the service's own answer, of which no text is passed on: it may hold the key. */
export interface ChatFailure {
  readonly status: number
  readonly message: string
}

/** @param status of the service's answer, which is not a stream */
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

/** Retry-After (RFC 9110 §10.2.3) as whole seconds, written anew; undefined where it is neither seconds nor a date. */
export function retryAfter(header: string | null, now = Date.now()): string | undefined {
  if (header === null) return undefined
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000)
  return Number.isNaN(seconds) ? undefined : String(Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER))
}
