import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import { isLoopback } from './client-address.ts'

/**
 * The authority that the request is addressed to: an absolute target takes precedence over Host (RFC 9112 §3.2.2). '' where there
 * is neither.
 */
function authorityOf({ url = '/', headers }: IncomingMessage): string {
  return url.startsWith('/') ? (headers.host ?? '') : (URL.parse(url)?.host ?? '')
}

/** Whether the page was loaded from the authority that this request is addressed to, also where a proxy terminates TLS. */
function isOwnOrigin(request: IncomingMessage, origin: string): boolean {
  const page = URL.parse(origin)
  if (page === null || !/^https?:$/.test(page.protocol)) return false
  return URL.parse(`${page.protocol}//${authorityOf(request)}`)?.host === page.host
}

/**
 * True where a browser states that a page of another origin sent the request, and that origin is not allowed. Sec-Fetch-Site
 * decides where it is present: pages cannot set it, and it stays correct behind a proxy that changes Host. Browsers omit it for
 * plain HTTP to other machines; then Origin has to match Host.
 * @param origins allowed by --cors-origin
 */
export function isForeignPage(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (origin !== undefined && origins.includes(origin)) return false
  if (site === 'same-origin') return false
  if (site !== undefined && site !== 'none') return true
  return origin !== undefined && !isOwnOrigin(request, origin)
}

/**
 * Why a request from this machine may come from a page whose host name was made to resolve to this machine (DNS rebinding);
 * undefined if it cannot. For the browser such a page has the same origin, so it is recognised by its name in Host and Origin.
 * X-Forwarded-Host is ignored, because any client can send it.
 * @param host that the server listens on
 */
export function faultOfLocalRequest(
  request: IncomingMessage,
  host: string,
  origins: readonly string[],
): string | undefined {
  const name = URL.parse(`http://${authorityOf(request)}`)?.hostname
  const own = URL.parse(`http://${isIPv6(host) ? `[${host}]` : host}`)?.hostname
  const isLocal = name === 'localhost' || isLoopback(name?.replace(/^\[(.*)\]$/, '$1'))
  if (name === undefined || !(isLocal || name === own)) {
    return 'Host is not localhost or a loopback address, which publishing without --publish-token needs'
  }
  const { origin } = request.headers
  if (origin === undefined || origins.includes(origin) || isOwnOrigin(request, origin)) return undefined
  return "this page's origin is not this server's own and not named by --cors-origin"
}
