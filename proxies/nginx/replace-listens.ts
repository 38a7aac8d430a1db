/** Moves virtual servers to addresses of the harness. */

import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { Site } from '../../harness/model/index.ts'
import { hostPort } from '../_kit/address.ts'
import { TLS_FRONT } from '../_kit/offered-fronts.ts'
import type { Directive } from './config.ts'
import { listensOf, serversIn } from './listen.ts'
import { isRefusedListenOption } from './refused-words.ts'
import type { Selected } from './select-server.ts'

/** Options that stay; nginx accepts them once for an address. */
const KEPT = /^(backlog=-?\d+|(rcvbuf|sndbuf)=\d+[kKmM]?|so_keepalive=[\w:]*|fastopen=\d+|reuseport)$/
/** Those of them that a Unix socket has too: with the others, which are TCP's, nginx does not start. */
const KEPT_ON_SOCKET = /^(backlog|rcvbuf|sndbuf)=/

/**
 * Every `listen` of the selected address becomes `site.listen`; those of other addresses, a socket in the site's folder, one for
 * each, so that servers that were apart stay apart. What is there twice stays twice, because nginx refuses it.
 * @param front words for the selected address, e.g. `ssl`
 * @param isWhole it is one configuration, and not parts of several: default servers of different files contradict each other
 */
export function replaceListens(
  http: readonly Directive[],
  selected: Selected,
  { site, front, isWhole }: { readonly site: Site; readonly front: readonly string[]; readonly isWhole: boolean },
  edits: ConfigEdits,
): void {
  const defaults = new Map<string, string>()
  const withOptions = new Set<string>()
  const sockets = new Map<string, string>()
  const socket = (place: string): string => {
    const path = sockets.get(place) ?? `unix:${site.directory}/run/listen-${sockets.size + 1}.sock`
    sockets.set(place, path)
    return path
  }
  for (const server of serversIn(http)) {
    for (const directive of server.block ?? []) {
      if (directive.name === 'listen' && directive.args.some(({ text }) => text === 'quic')) {
        edits.drop(directive, 'HTTP/3 is not asked for here')
      }
    }
    for (const { directive, place, isDefault } of listensOf(server)) {
      const isSelected = place === selected.address
      const words = isSelected ? [hostPort(site.listen), ...front] : [socket(place)]
      const { file } = directive ?? server
      if (isDefault && (isWhole || (defaults.get(place) ?? file) === file)) words.push('default_server')
      if (isDefault && !defaults.has(place)) defaults.set(place, file)
      const given = (directive?.args ?? []).slice(1).map(({ text }) => text)
      const options = given.filter(isSelected ? isKept : isKeptOnSocket)
      const kept = withOptions.has(place) ? [] : options
      if (options.length > 0) withOptions.add(place)
      const line = { name: 'listen', args: [...words, ...kept, ...given.filter(isRefusedListenOption)] }
      if (directive) edits.replace(directive, line, whyListen(directive, isSelected, site))
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

const isKept = (option: string): boolean => KEPT.test(option)
const isKeptOnSocket = (option: string): boolean => KEPT.test(option) && KEPT_ON_SOCKET.test(option)
