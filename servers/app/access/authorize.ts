import { createHash, timingSafeEqual } from 'node:crypto'
import type { App, Asked } from '../app.ts'
import { clientOf, isLoopback } from './client-address.ts'
import { faultOfLocalRequest, isForeignPage } from './pages.ts'

/** Why a request is refused, and the status for it. */
export interface Refusal {
  readonly status: 401 | 403 | 429
  readonly reason: string
  readonly headers?: Readonly<Record<string, string>>
}

/** With a token set, every request needs it: behind a proxy on the same machine all requests seem to come from this machine. */
export function refusalOfPublishing(app: App, asked: Asked): Refusal | undefined {
  const { request } = asked
  const { corsOrigins, host, publishToken } = app.options
  if (publishToken !== undefined) return refusalWithToken(app, asked, publishToken)
  if (isForeignPage(request, corsOrigins)) return FOREIGN_PAGE
  if (!isLoopback(request.socket.remoteAddress)) {
    return {
      status: 403,
      reason: 'publishing from another machine needs a server that was started with --publish-token',
    }
  }
  const reason = faultOfLocalRequest(request, host, corsOrigins)
  return reason === undefined ? undefined : { status: 403, reason }
}

/** A chat that is forwarded with a key costs its owner money. Such a server does not start without a token. */
export function refusalOfChat(app: App, asked: Asked): Refusal | undefined {
  const { openai, publishToken } = app.options
  return openai?.key === undefined ? undefined : refusalWithToken(app, asked, publishToken)
}

const FOREIGN_PAGE: Refusal = {
  status: 403,
  reason: "this page's origin is not this server's own and not named by --cors-origin",
}

/** @param token undefined: no token is accepted */
function refusalWithToken(app: App, { request, path }: Asked, token: string | undefined): Refusal | undefined {
  if (isForeignPage(request, app.options.corsOrigins)) return FOREIGN_PAGE
  const sent = request.headers.authorization ?? ''
  const { remoteAddress = '', remotePort } = request.socket
  const client = clientOf(remoteAddress)
  const missing: Refusal = {
    status: 401,
    reason: 'the publish token is missing or wrong: send Authorization: Bearer <token>',
    headers: { 'WWW-Authenticate': 'Bearer' },
  }
  // A request without a token is no guess, so it is not counted.
  if (sent === '') return missing
  const wait = app.tokenFailures.wait(client)
  if (wait > 0) {
    // A correct token is refused as well. Otherwise the response would reveal for each guess whether it is correct.
    const seconds = Math.ceil(wait / 1000)
    return {
      status: 429,
      reason: `too many wrong publish tokens: none is looked at for ${seconds} s`,
      headers: { 'Retry-After': String(seconds) },
    }
  }
  if (token !== undefined && isSame(sent, `Bearer ${token}`)) {
    app.tokenFailures.succeeded(client)
    return undefined
  }
  app.tokenFailures.failed(client)
  app.log('warn', 'wrong-token', { path, remote: `${remoteAddress}:${remotePort}` })
  return missing
}

/** Compares in constant time, so that the duration reveals nothing about the position of a difference. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
