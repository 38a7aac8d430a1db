/** Whether there is an event stream at all: status, content type, and obstacles. Pure. */

import { protocolFault } from '../client/protocol-faults.ts'
import { tlsFailure } from '../client/tls-failures.ts'
import type { HttpRequest } from '../typed/http-request.ts'
import { type Found, seconds, WHATWG } from './finding.ts'
import type { Observation } from './observation.ts'

const RUNNING = 'is the application, or the proxy in front of it, running, and is this its address and port?'
const NAME = 'is the name spelled correctly, and does this machine ask the right DNS server?'
const SEEN_BY_CURL = '`curl -v` shows what it sends; does the port speak another protocol, or HTTP/2 without TLS?'
const ROUTE = 'does a firewall, a VPN or a wrong address stand in the way?'
const NO_CONNECTION: Readonly<Record<string, readonly [says: string, advice: string]>> = {
  ECONNREFUSED: ['nothing listens there', RUNNING],
  ENOTFOUND: ['there is no such host', NAME],
  EAI_AGAIN: ['its name cannot be resolved', NAME],
  ETIMEDOUT: ['the connection was not answered within 10 s', ROUTE],
  EHOSTUNREACH: ['the host cannot be reached', ROUTE],
  ENETUNREACH: ['the network cannot be reached', ROUTE],
}

/** TLS without a protocol in common: ALPN offered HTTP/1.1. */
const NO_HTTP_1 = 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'

/** The obstacle to a stream; undefined where there is a stream. @param url of the request */
export function obstacleOf(seen: Observation, { method }: Pick<HttpRequest, 'method'>, url: string): Found | undefined {
  const { head, end, stopped, window, missing } = seen
  if (head === undefined && stopped === 'bytes') return OTHER_BYTES
  if (head === undefined) return end === undefined ? noHead(window, missing) : noAnswer(end)
  const { status, headers, type } = head
  const field = (name: string): string => headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? ''
  if (status >= 300 && status < 400) {
    const to = field('location')
    if (to === '')
      return {
        id: 'redirect',
        level: 'broken',
        says: `status ${status}, a redirect without a Location: it leads nowhere`,
      }
    if (URL.canParse(to, url) && new URL(to, url).href === url)
      return { id: 'redirect', level: 'broken', says: `status ${status} redirects to the same URL` }
    return {
      id: 'redirect',
      level: 'unknown',
      says: `status ${status} redirects to ${to}; a redirect is not followed`,
      advice: 'probe that URL',
    }
  }
  if (status === 401 || status === 403)
    return {
      id: 'login',
      level: 'unknown',
      says: `status ${status}: it needs a login`,
      advice: "pass it with --header 'Authorization: …' or --header 'Cookie: …'",
    }
  if (status === 204)
    return { id: 'stopped', level: 'broken', says: 'status 204 ends an EventSource for good', source: WHATWG }
  if (status === 405 && method === 'GET')
    return {
      id: 'not-for-get',
      level: 'broken',
      says: 'status 405 to a GET: an EventSource cannot use this endpoint, since it sends no other method',
      advice: 'probe it with --method POST --data …; a page reads it with fetch',
      source: WHATWG,
    }
  if (status !== 200)
    return {
      id: 'status',
      level: 'broken',
      says: `status ${status}, which ends an EventSource for good`,
      ...statusAdvice(status, field('retry-after')),
      source: WHATWG,
    }
  const coding = field('transfer-encoding').toLowerCase()
  if (type === 'text/event-stream' && !/^(?:chunked|identity)?$/.test(coding))
    return {
      id: 'transfer-coding',
      level: 'broken',
      says: `Transfer-Encoding is ${coding}: browsers support chunked only`,
      source: 'https://www.rfc-editor.org/rfc/rfc9112.html#section-7',
    }
  if (type !== 'text/event-stream')
    return {
      id: 'not-an-event-stream',
      level: 'broken',
      says: `Content-Type is ${type === '' ? 'missing' : type}, not text/event-stream: an EventSource gives up for good`,
      advice:
        type === 'text/html'
          ? 'is it the path of the stream? A page is what a login, an error or a single-page application answers as well'
          : 'let the application send Content-Type: text/event-stream; only a page that reads the body by itself, as with fetch, can use this one',
      source: WHATWG,
    }
  return undefined
}

function statusAdvice(status: number, retryAfter: string): Pick<Found, 'advice'> {
  const later = retryAfter === '' ? '' : ` (Retry-After: ${retryAfter})`
  if (status === 404 || status === 410)
    return { advice: 'is it the path of the stream? A proxy may add or remove a prefix: --direct tells' }
  if (status === 429 || status === 503)
    return { advice: `try again later${later}: a limit of requests or connections, or nothing is ready behind a hop` }
  if (status === 502 || status === 504)
    return {
      advice:
        'a hop did not reach the application, or waited too long for it: --direct tells which, and so does its log',
    }
  return status >= 500 ? { advice: 'the log of the application tells why' } : {}
}

const OTHER_BYTES: Found = {
  id: 'no-headers',
  level: 'broken',
  says: 'more arrived than a probe reads, and no response headers among it',
}

const noHead = (window: number, missing: Observation['missing']): Found =>
  missing === undefined ? noHeaders(window) : noRequest(window, missing)

const noRequest = (window: number, missing: NonNullable<Observation['missing']>): Found => ({
  id: 'no-connection',
  level: 'broken',
  says:
    missing === 'tls'
      ? `a connection was accepted, and no TLS handshake came about within ${seconds(window)}`
      : `no connection came about within ${seconds(window)}`,
  advice: missing === 'tls' ? 'does this port speak TLS, or is it an http: URL?' : ROUTE,
})

const noHeaders = (window: number): Found => ({
  id: 'no-headers',
  level: 'broken',
  says: `no response headers arrived within ${seconds(window)}`,
  because: 'the application sends none before its first event, or a hop delays them until the first byte of the body',
  advice:
    'let the application send its headers and a comment at once; --direct shows whether a hop delays them, a longer --for whether they come later',
})

function noAnswer({ code, after }: NonNullable<Observation['end']>): Found {
  const tls = tlsFailure(code)
  if (tls !== undefined) return { ...tls, id: 'certificate', level: 'broken', says: `${tls.says} (${code})` }
  if (code === NO_HTTP_1)
    return {
      id: 'no-http-1',
      level: 'unknown',
      says: `HTTP/1.1 is not spoken there, with which a probe begins (${code})`,
      because: 'the server takes HTTP/2 only; browsers speak it over TLS',
      advice: 'let it take HTTP/1.1 as well, for other clients and for this probe',
    }
  const fault = protocolFault(code)
  if (fault !== undefined) return { id: 'not-http', level: 'broken', says: `${fault} (${code})`, advice: SEEN_BY_CURL }
  const why = NO_CONNECTION[code]
  if (why !== undefined) return { id: 'no-connection', level: 'broken', says: `${why[0]} (${code})`, advice: why[1] }
  return {
    id: 'no-answer',
    level: 'broken',
    says: `the connection was closed after ${seconds(after)}, without an answer${code === '' ? '' : ` (${code})`}`,
    advice: 'the log of the application, or of the hop that is nearest, tells why; does it expect https:, or a POST?',
  }
}
