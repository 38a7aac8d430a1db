import type { Front, HeaderField, OpenOptions } from '../model/index.ts'
import { targetFor } from '../wire/request-target.ts'
import type { ConnectTarget } from './connect.ts'
import type { Connections } from './connections.ts'

/** What a stream asks for. */
export interface StreamRequest extends ConnectTarget {
  readonly front: Front
  /** What the streams of a cell share. */
  readonly connections: Connections
  /** Decoded, as the configuration has it. Where it ends in `/` the request target is `<path><token>/<client>`, encoded. */
  readonly path: string
  /** The request target as it is, in the place of `path`, token and client. */
  readonly exactTarget?: string
  /** For the Host header; '' takes the address. */
  readonly host: string
  /** The cell's random id, [a-z0-9]+. */
  readonly token: string
  /** The stream's name in its cell, [A-Za-z0-9_-]+. */
  readonly client: string
  readonly open: OpenOptions
}

/** One attempt's request, as every version of HTTP needs it. */
export interface AttemptRequest extends StreamRequest {
  readonly method: string
  readonly target: string
  /** Host first. */
  readonly fields: readonly HeaderField[]
}

/** Values are sent as UTF-8: the Host as the configuration's own bytes, Last-Event-ID by WHATWG HTML §9.2.3. It is not sent where it is empty. */
export function attemptRequest(request: StreamRequest, attempt: number, lastEventId: string): AttemptRequest {
  return {
    ...request,
    method: request.open.method ?? 'GET',
    target: request.exactTarget ?? targetOf(request),
    fields: requestFields(request, attempt, lastEventId),
  }
}

/** Those of a browser's EventSource, then what the scenario adds or, by name, replaces; by an empty value, takes out. */
function requestFields(request: StreamRequest, attempt: number, lastEventId: string): HeaderField[] {
  const { address, host, token, client, open } = request
  const fields: [name: string, value: string][] = [
    ['Host', host || `${address.host}:${address.port}`],
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

/** A character for each byte, as the HTTP clients write them. */
const inBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** A route that is one exact path has nothing below it. */
function targetOf({ path, token, client, open }: StreamRequest): string {
  const mine = `${token}/${open.share ?? client}`
  const query = open.query === undefined ? '' : `${path.endsWith('/') ? '?' : '&'}${open.query}`
  return targetFor(path, `${mine}${query}`)
}
