/** Where each virtual server listens, in the configuration and in the harness. */

import { type ConfigEdits, directive as written } from '../../harness/config-edits.ts'
import type { Site } from '../../harness/model.ts'
import type { Selected } from './choice.ts'
import { type Directive, firstArg } from './config.ts'
import { TLS_FRONT } from './front.ts'
import { hostPort } from './pass-target.ts'

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

/** Options that stay; nginx takes them once for an address. */
const KEPT = /^(backlog=-?\d+|(rcvbuf|sndbuf)=\d+[kKmM]?|so_keepalive=[\w:]*|fastopen=\d+|reuseport)$/

/**
 * Every `listen` of the selected server's port becomes `site.listen`; those of other ports, a socket in the site's folder, one a
 * port, so that servers that were apart stay apart. Only one `listen` a server and place is left.
 * @param front words for the selected port, e.g. `ssl`
 */
export function replaceListens(
  http: readonly Directive[],
  selected: Selected,
  site: Site,
  front: readonly string[],
  edits: ConfigEdits,
): void {
  const defaults = new Set<string>()
  const withOptions = new Set<string>()
  for (const server of serversIn(http)) {
    const taken = new Set<string>()
    for (const directive of server.block ?? []) {
      if (directive.name === 'listen' && directive.args.some(({ text }) => text === 'quic')) {
        edits.drop(directive, 'HTTP/3 is not asked for here')
      }
    }
    for (const { directive, place, isDefault } of listensOf(server)) {
      if (directive && taken.has(place)) {
        edits.drop(directive, 'one address a server is enough here')
        continue
      }
      taken.add(place)
      const address = place === selected.place ? hostPort(site.listen) : socket(place, site)
      const words = place === selected.place ? [address, ...front] : [address]
      if (isDefault && !defaults.has(place)) words.push('default_server')
      if (isDefault) defaults.add(place)
      const options = (directive?.args ?? []).map(({ text }) => text).filter((text) => KEPT.test(text))
      if (options.length > 0 && !withOptions.has(place)) words.push(...options)
      if (options.length > 0) withOptions.add(place)
      const line = written('listen', ...words)
      if (directive) edits.replace(directive, line, whyListen(directive, place === selected.place, site))
      else if (server.opening) edits.insertFirst(server, [line], 'without a `listen` nginx takes port 80')
    }
  }
}

function whyListen(directive: Directive, isSelected: boolean, site: Site): string {
  const words = directive.args.map(({ text }) => text)
  if (!isSelected) return 'kept apart from the server that is asked'
  if (site.tls) return `${TLS_FRONT}, at an address of its own`
  if (words.includes('ssl')) return 'the harness talks cleartext to the proxy, at an address of its own'
  if (words.includes('proxy_protocol')) return 'the harness sends no PROXY header; an address of its own'
  return 'an address of its own'
}

function socket(place: string, site: Site): string {
  return `unix:${site.directory}/run/${place.replace(/\W+/g, '-').slice(-20)}.sock`
}
