/** Combines a scenario's request options with those of the run. Pure. */
import type { HeaderField, OpenOptions, PostedRequest } from '../model/index.ts'

export interface EveryRequest {
  /** Added to every request, e.g. credentials. */
  readonly requestHeaders: readonly HeaderField[]
  /** The request that opens streams, where the scenario does not choose a method. */
  readonly posted?: PostedRequest | undefined
}

export const openedBy = (options: OpenOptions, { requestHeaders, posted }: EveryRequest): OpenOptions =>
  withHeaders(withMethod(options, posted), requestHeaders)

/** An upgrade and a reconnecting EventSource are always GET requests. */
function withMethod(options: OpenOptions, posted: PostedRequest | undefined): OpenOptions {
  const isOwn = options.method !== undefined || options.upgrade === true || options.reconnect === true
  if (posted === undefined || isOwn) return options
  const headers = { ...Object.fromEntries(posted.fields), ...options.headers }
  return { body: posted.body, ...options, method: 'POST', headers }
}

/** The scenario's own fields take precedence, except for credentials: the scenario's are placeholders. */
function withHeaders(options: OpenOptions, fields: readonly HeaderField[]): OpenOptions {
  if (fields.length === 0) return options
  const isGiven = fields.some(([name]) => isCredential(name))
  const own = Object.entries(options.headers ?? {}).filter(([name]) => !(isGiven && isCredential(name)))
  return { ...options, headers: { ...Object.fromEntries(fields), ...Object.fromEntries(own) } }
}

const isCredential = (name: string): boolean => name.toLowerCase() === 'authorization'
