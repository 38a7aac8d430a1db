import type { IncomingMessage } from 'node:http'

/** Why a request is rejected, and the status of the response. */
export interface RequestFault {
  readonly status: 400 | 501 | 505
  readonly reason: string
}

/**
 * Requests that node:http accepts although two parsers could read them as different requests. The sender may be a proxy that
 * parsed them the other way, so the connection has to be closed after the response.
 */
export function faultOfRequest({ httpVersion, headersDistinct }: IncomingMessage): RequestFault | undefined {
  // node:http accepts a request line without a version as 0.9, and any other version as 2.0.
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return { status: 505, reason: 'this is not HTTP/1.1 or HTTP/1.0' }
  // RFC 9112 §3.2.
  const { host = [], 'transfer-encoding': codings = [] } = headersDistinct
  if (host.length > 1) return { status: 400, reason: 'there is more than one Host' }
  if (!/^[^\s/?#@\\]*$/.test(host[0] ?? '')) return { status: 400, reason: 'Host is no host' }
  return codings.length === 0 ? undefined : faultOfCoding(codings.join().toLowerCase(), httpVersion)
}

/** RFC 9112 §6.1. */
function faultOfCoding(coding: string, httpVersion: string): RequestFault | undefined {
  if (httpVersion === '1.0') return { status: 400, reason: 'HTTP/1.0 has no Transfer-Encoding' }
  if (coding === 'chunked') return undefined
  // Reading a coded body as uncoded gives a different body.
  if (/[\s,]chunked\s*$/.test(coding))
    return { status: 501, reason: 'the only Transfer-Encoding known here is chunked' }
  return { status: 400, reason: 'Transfer-Encoding does not end with chunked, so nobody knows where the body ends' }
}
