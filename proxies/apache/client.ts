/** What a request shows of its client: an EventSource, or another client that requests the same path. Pure. */

/** The Accept header of an EventSource. */
export const STREAM = 'text/event-stream'
/** That of `fetch()` and of most other clients. */
export const ANY_OTHER = '*/*'

export interface Client {
  readonly path: string
  readonly accept: string
  /** Undefined for a server without a name. */
  readonly host: string | undefined
  readonly isTls: boolean
  /** Variables that `SetEnvIf` sets for it before anything else reads the request. */
  readonly environment: ReadonlyMap<string, string>
  /** Variables that may be set, depending on the individual request. */
  readonly unknown: ReadonlySet<string>
}

/** A header field of the request; undefined for an unknown one. */
export function headerOf(name: string, { accept, host }: Pick<Client, 'accept' | 'host'>): string | undefined {
  const known: Readonly<Record<string, string | undefined>> = {
    accept,
    host,
    upgrade: '',
    connection: 'keep-alive',
    'sec-websocket-key': '',
  }
  return known[name.toLowerCase()]
}

/** A variable of rules and expressions, e.g. `REQUEST_URI`, `HTTP_ACCEPT`, `HTTP:Upgrade`, `ENV:name`; undefined for an unknown one. */
export function variableOf(name: string, client: Client): string | undefined {
  const upper = name.toUpperCase()
  const known: Readonly<Record<string, string | undefined>> = {
    REQUEST_URI: client.path,
    REQUEST_METHOD: 'GET',
    QUERY_STRING: '',
    HTTP_ACCEPT: client.accept,
    HTTP_HOST: client.host,
    SERVER_NAME: client.host,
    HTTPS: client.isTls ? 'on' : 'off',
    REQUEST_SCHEME: client.isTls ? 'https' : 'http',
  }
  const [, kind, rest = ''] = /^(HTTP|REQ|REQ_NOVARY|ENV|REQENV):(.*)$/s.exec(upper) ?? []
  if (kind === undefined) return known[upper]
  if (kind === 'ENV' || kind === 'REQENV') {
    const variable = rest.toLowerCase()
    return client.unknown.has(variable) ? undefined : (client.environment.get(variable) ?? '')
  }
  return headerOf(rest, client)
}
