import type { Front, HeaderField, OpenOptions } from '../model/index.ts'
import { nameInTarget, targetFor } from '../wire/request-target.ts'
import { authorityOf, type ConnectTarget } from './connect.ts'
import type { Connections } from './connections.ts'

/** The request that opens a stream. */
export interface StreamRequest extends ConnectTarget {
  readonly front: Front
  /** HTTP/2 connections that the streams of a test case share. */
  readonly connections: Connections
  /** Decoded, as in the configuration. If it ends in `/`, the request target is `<path><token>/<client>`, encoded (`nameInTarget`). */
  readonly path: string
  /** The complete request target, used instead of `path`, token and client. */
  readonly exactTarget?: string
  /** Value of the Host header; '' uses the address. */
  readonly host: string
  /** Random id of the test case, [a-z0-9]+. */
  readonly token: string
  /** Name of the stream in its test case, [A-Za-z0-9_-]+. */
  readonly client: string
  readonly open: OpenOptions
  /** Receives the body of a response, after content decoding. */
  readonly onBody?: (bytes: Buffer) => void
}

/** The request of one attempt, independent of the HTTP version. */
export interface AttemptRequest extends StreamRequest {
  readonly method: string
  readonly target: string
  /** Host comes first. */
  readonly fields: readonly HeaderField[]
}

/** Values are sent as UTF-8: Host as in the configuration, Last-Event-ID by WHATWG HTML §9.2.3, which omits it when it is empty. */
export function attemptRequest(request: StreamRequest, attempt: number, lastEventId: string): AttemptRequest {
  return {
    ...request,
    method: request.open.method ?? 'GET',
    target: request.exactTarget ?? targetOf(request),
    fields: requestFields(request, attempt, lastEventId),
  }
}

/**
 * The fields of a browser's EventSource. A field of the scenario is added, or replaces the one of the same name; an empty value
 * removes it.
 */
function requestFields(request: StreamRequest, attempt: number, lastEventId: string): HeaderField[] {
  const { address, host, token, client, open } = request
  const fields: [name: string, value: string][] = [
    ['Host', host || authorityOf(address)],
    ['Accept', 'text/event-stream'],
    ['Cache-Control', 'no-cache'],
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
    ['Accept-Language', 'en-US,en;q=0.9'],
    ['User-Agent', 'sse-proxy-compat/0.1'],
    ['sse-compat-stream', `${token}.${client}.${attempt}`],
  ]
  if (lastEventId !== '') fields.push(['Last-Event-ID', lastEventId])
  for (const [name, value] of Object.entries(open.headers ?? {})) {
    const same = fields.find(([field]) => field.toLowerCase() === name.toLowerCase())
    if (same) same[1] = value
    else fields.push([name, value])
  }
  return fields.filter(([, value]) => value !== '').map(([name, value]) => [name, inBytes(value)])
}

/** Converts to one character for each byte, as the HTTP clients expect. */
const inBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** A route for one exact path serves nothing below it. */
function targetOf({ path, token, client, open }: StreamRequest): string {
  const mine = `${token}/${nameInTarget(open.share ?? client)}`
  const query = open.query === undefined ? '' : `${path.endsWith('/') ? '?' : '&'}${open.query}`
  return targetFor(path, `${mine}${query}`)
}
