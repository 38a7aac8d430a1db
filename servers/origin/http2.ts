/** The origin's HTTP/2 side: cleartext with prior knowledge (RFC 9113 §3.3), as nginx and mod_proxy_http2 speak to an application. */
import { performServerHandshake } from 'node:http2'
import type { Socket } from 'node:net'
import type { HeaderField } from '../../harness/model/index.ts'
import { type Accepted, followHttp2Peer, type Http2Peer } from './http2-peer.ts'
import { http2Reply } from './http2-reply.ts'
import type { OriginRequest, Reply } from './reply.ts'

/** One request over HTTP/2. */
export interface Http2Request {
  readonly peer: Http2Peer
  readonly request: OriginRequest
  /** Its fields as lines, in the order in which they were received. */
  readonly raw: string
  readonly reply: Reply
}

/** The first bytes of a connection over HTTP/2, RFC 9113 §3.4. No method of HTTP/1.1 begins like that. */
export const isPreface = (first: Buffer): boolean => first.subarray(0, 4).toString('latin1') === 'PRI '

/** Takes over a connection. @param first what was read of it already, for `isPreface` */
export function speakHttp2(
  socket: Socket,
  accepted: Accepted,
  first: Buffer,
  onRequest: (received: Http2Request) => void,
): void {
  const peer = followHttp2Peer(socket, accepted, first)
  const session = performServerHandshake(peer.through)
  session.on('error', () => {}) // each reply learns of it from its stream
  session.on('stream', (stream, headers, _flags, all: string[]) => {
    const fields = pairsOf(all)
    const request: OriginRequest = {
      method: headers[':method'],
      url: headers[':path'],
      headers,
      // RFC 9113 §8.3.1: `:authority` is the Host of HTTP/1.1.
      rawHeaders: fields
        .map(([name, value]): HeaderField => [name === ':authority' ? 'host' : name, value])
        .filter(([name]) => !name.startsWith(':'))
        .flat(),
      httpVersion: '2.0',
      isWithBody: !stream.endAfterHeaders,
      on: (event: string, listener: (piece: Buffer) => void) => stream.on(event, listener),
      resume: () => stream.resume(),
    }
    const raw = fields.map((field) => `${field.join(': ')}\r\n`).join('')
    onRequest({ peer, request, raw, reply: http2Reply(peer, stream, headers[':method'] === 'HEAD') })
  })
}

/** @param all names and values alternate */
const pairsOf = (all: readonly string[]): HeaderField[] =>
  all.flatMap((name, n): HeaderField[] => (n % 2 === 0 ? [[name, all[n + 1] ?? '']] : []))
