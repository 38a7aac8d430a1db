/** The request to the application, as the user typed it. */
import type { Application } from '../../servers/relay/application.ts'
import { type HttpRequest, readHttpRequest, type TypedRequest } from '../typed/http-request.ts'
import { readHttpUrl } from '../typed/http-url.ts'

export interface AppTarget extends HttpRequest {
  readonly url: string
  readonly application: Application
  /** Path and query. */
  readonly target: string
  /** Value of the Host field. */
  readonly host: string
  /**
   * It responds to a request only after the previous response has ended: a request is sent after the application has closed its
   * end of the last connection.
   */
  readonly oneAtATime?: boolean
}

/** @throws SseCompatError `bad-option`, `unreadable` */
export async function readTarget(typed: string, request: TypedRequest): Promise<AppTarget> {
  const { url, address, host, target, isTls } = readHttpUrl(typed)
  const { headers, ...rest } = await readHttpRequest(request)
  // The proxy gets the name that its profile needs; the relay gives the application its own.
  const named = headers.find(([name]) => isHost(name))?.[1] ?? host
  const others = headers.filter(([name]) => !isHost(name))
  return { url, application: { ...address, tls: isTls }, target, host: named, ...rest, headers: others }
}

const isHost = (name: string): boolean => name.toLowerCase() === 'host'

/** For people and reports: a query may contain a key, so only its names are displayed. */
export function shownUrl(url: string): string {
  const [before = '', query] = url.split('?', 2)
  if (query === undefined || query === '') return before
  return `${before}?${query.replace(/=[^&]*/g, '=…')}`
}
