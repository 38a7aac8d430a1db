/** Where each virtual server listens. */

import { type Directive, firstArg } from './config.ts'

export interface Listen {
  readonly directive: Directive | undefined
  /** What tells listening addresses apart, in a normal form: `*:80`, `[::]:80`, `10.0.0.1:80`, `unix:/run/a.sock`. */
  readonly place: string
  readonly isDefault: boolean
  /** `listen … ssl`, which holds for the address: see `tlsPlaces`. */
  readonly isTls: boolean
  /** `listen … http2`, which holds for the address. */
  readonly isHttp2: boolean
}

export const serversIn = (http: readonly Directive[]) => http.filter(({ name, block }) => name === 'server' && block)

export function listensOf(server: Directive): readonly Listen[] {
  const listens = (server.block ?? [])
    .filter(({ name, args }) => name === 'listen' && !args.some(({ text }) => text === 'quic'))
    .map((directive) => ({
      directive,
      place: placeOf(firstArg(directive)),
      isDefault: directive.args.some(({ text }) => text === 'default_server' || text === 'default'),
      isTls: directive.args.some(({ text }) => text === 'ssl'),
      isHttp2: directive.args.some(({ text }) => text === 'http2'),
    }))
  return listens.length > 0
    ? listens
    : [{ directive: undefined, place: '*:80', isDefault: false, isTls: false, isHttp2: false }]
}

/**
 * The places whose connections are TLS. nginx decides it for the address, before it knows which server is meant: by `ssl` of any `listen` of
 * that place, or by `ssl on` of its default server (until 1.25.1: http://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl).
 */
export function tlsPlaces(http: readonly Directive[]): ReadonlySet<string> {
  const listens = serversIn(http).flatMap((server) => listensOf(server).map((listen) => ({ server, ...listen })))
  const inherited = hasSslOn(http) ?? false
  return new Set(
    [...Map.groupBy(listens, ({ place }) => place)].flatMap(([place, same]) => {
      const server = (same.find(({ isDefault }) => isDefault) ?? same[0])?.server
      const isTls = same.some(({ isTls }) => isTls) || (hasSslOn(server?.block ?? []) ?? inherited)
      return isTls ? [place] : []
    }),
  )
}

function hasSslOn(directives: readonly Directive[]): boolean | undefined {
  const found = directives.findLast(({ name, block }) => name === 'ssl' && block === undefined)
  return found && firstArg(found).toLowerCase() === 'on'
}

/** `80`, `*:80` and `0.0.0.0` are one address; `[::]:80` is another one, as by default it takes no IPv4 connection. */
function placeOf(address: string): string {
  if (address.startsWith('unix:')) return address
  if (/^\d+$/.test(address)) return `*:${address}`
  const [, host = address, port = '80'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(address) ?? []
  const isAny = host === '' || host === '*' || host === '0.0.0.0'
  return `${isAny ? '*' : host.toLowerCase()}:${port}`
}
