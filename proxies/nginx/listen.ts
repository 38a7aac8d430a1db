/** Where each virtual server listens. */

import { type Directive, firstArg } from './config.ts'

export interface Listen {
  readonly directive: Directive | undefined
  /** What tells listening addresses apart: the port, or a socket's path. */
  readonly place: string
  readonly isDefault: boolean
  readonly isTls: boolean
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
    }))
  return listens.length > 0 ? listens : [{ directive: undefined, place: '80', isDefault: false, isTls: false }]
}

/** The port of `80`, `*:80`, `[::]:80`, `127.0.0.1:80`, `name`; a socket's path as it is. */
function placeOf(address: string): string {
  if (address.startsWith('unix:')) return address
  return /^(?:.*:)?(\d+)$/.exec(address.replace(/\[[^\]]*\]/, 'v6'))?.[1] ?? '80'
}
