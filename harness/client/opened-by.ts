/** How a stream is opened: what the scenario says, with what the run says of every request. Pure. */
import type { HeaderField, OpenOptions, PostedRequest } from '../model/index.ts'

export interface EveryRequest {
  /** Sent with every request, e.g. credentials. */
  readonly requestHeaders: readonly HeaderField[]
  /** Opens streams that do not say their own method. */
  readonly posted?: PostedRequest | undefined
}

export const openedBy = (options: OpenOptions, { requestHeaders, posted }: EveryRequest): OpenOptions =>
  withHeaders(withMethod(options, posted), requestHeaders)

/** An upgrade and a reconnecting EventSource are a GET by their nature. */
function withMethod(options: OpenOptions, posted: PostedRequest | undefined): OpenOptions {
  const isOwn = options.method !== undefined || options.upgrade === true || options.reconnect === true
  if (posted === undefined || isOwn) return options
  const headers = { ...Object.fromEntries(posted.fields), ...options.headers }
  return { body: posted.body, ...options, method: 'POST', headers }
}

/** What the scenario sends itself wins, but for credentials: its own are placeholders. */
function withHeaders(options: OpenOptions, fields: readonly HeaderField[]): OpenOptions {
  if (fields.length === 0) return options
  const isGiven = fields.some(([name]) => isCredential(name))
  const own = Object.entries(options.headers ?? {}).filter(([name]) => !(isGiven && isCredential(name)))
  return { ...options, headers: { ...Object.fromEntries(fields), ...Object.fromEntries(own) } }
}

const isCredential = (name: string): boolean => name.toLowerCase() === 'authorization'
