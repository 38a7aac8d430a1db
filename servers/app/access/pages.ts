import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import { isLoopback } from './client-address.ts'

/** Where the request is said to go: an absolute target counts, not Host (RFC 9112 §3.2.2). '' where neither is there. */
function authorityOf({ url = '/', headers }: IncomingMessage): string {
  return url.startsWith('/') ? (headers.host ?? '') : (URL.parse(url)?.host ?? '')
}

/** Whether the page was loaded from the authority that this request is for; over TLS as well, which a proxy may end. */
function isOwnOrigin(request: IncomingMessage, origin: string): boolean {
  const page = URL.parse(origin)
  if (page === null || !/^https?:$/.test(page.protocol)) return false
  return URL.parse(`${page.protocol}//${authorityOf(request)}`)?.host === page.host
}

/**
 * True where a browser says that a page of another origin sends this, and that origin is not named. Sec-Fetch-Site decides
 * where it is there: pages cannot set it, and it is right behind a proxy that changes Host. Browsers leave it out for plain
 * HTTP to other machines; there Origin has to match Host.
 * @param origins named by --cors-origin
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
 * undefined if it cannot. To the browser such a page is of the same origin: what tells it apart is its name in Host and
 * Origin. X-Forwarded-Host is not looked at, since anybody can send it.
 * @param host that the server was told to listen on
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
