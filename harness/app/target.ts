/** The request to the application, as it was typed. */
import type { Application } from '../../servers/relay/application.ts'
import { type HttpRequest, readHttpRequest, type TypedRequest } from '../typed/http-request.ts'
import { readHttpUrl } from '../typed/http-url.ts'

export interface AppTarget extends HttpRequest {
  readonly url: string
  readonly application: Application
  /** Path and query. */
  readonly target: string
  /** For the Host field. */
  readonly host: string
  /** It answers a request only when the one before is over: a request is made when its end of the last connection is closed. */
  readonly oneAtATime?: boolean
}

/** @throws SseCompatError `bad-option`, `unreadable` */
export async function readTarget(typed: string, request: TypedRequest): Promise<AppTarget> {
  const { url, address, host, target, isTls } = readHttpUrl(typed)
  return { url, application: { ...address, tls: isTls }, target, host, ...(await readHttpRequest(request)) }
}

/** For people and reports: a query may hold a key, so only its names are shown. */
export function shownUrl(url: string): string {
  const [before = '', query] = url.split('?', 2)
  if (query === undefined || query === '') return before
  return `${before}?${query.replace(/=[^&]*/g, '=…')}`
}
