/** Where each virtual server listens. */

import { type Directive, firstArg } from './config.ts'

export interface Listen {
  readonly directive: Directive | undefined
  /** What tells listening addresses apart, in a normal form: `*:80`, `[::]:80`, `10.0.0.1:80`, `unix:/run/a.sock`. */
  readonly place: string
  readonly isDefault: boolean
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

/** `80`, `*:80` and `0.0.0.0` are one address; `[::]:80` is another one, as by default it takes no IPv4 connection. */
function placeOf(address: string): string {
  if (address.startsWith('unix:')) return address
  if (/^\d+$/.test(address)) return `*:${address}`
  const [, host = address, port = '80'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(address) ?? []
  const isAny = host === '' || host === '*' || host === '0.0.0.0'
  return `${isAny ? '*' : host.toLowerCase()}:${port}`
}
