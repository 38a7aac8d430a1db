/** Which of the virtual hosts is asked, and where it listens in the harness. */

import type { Edits } from '../../harness/edits.ts'
import type { Address } from '../../harness/model.ts'
import { SseCompatError } from '../../harness/model.ts'
import { arg, type Directive, type Word } from './config.ts'
import { type Route, routeOf } from './routes.ts'
import { walk } from './tree.ts'

export interface Selected {
  readonly route: Route
  /** Host header that leads there, '' when any does. */
  readonly host: string
  /** The port that it was written for; '' for the main server. */
  readonly port: string
  /** What holds: the virtual host's own directives, then the main server's. */
  readonly levels: readonly (readonly Directive[])[]
}

/**
 * @param directives without conditional sections
 * @throws SseCompatError `bad-config` when nothing proxies
 */
export function selectHost(directives: readonly Directive[], file: string): Selected {
  const hosts = directives.filter(({ key }) => key === 'virtualhost')
  const main = directives.filter(({ key }) => key !== 'virtualhost')
  const found = hosts.flatMap((host) => {
    const own = host.section ?? []
    const route = routeOf([...main, ...own])
    if (route === undefined) return []
    return host.args.flatMap(({ text }) => {
      const port = portOf(text)
      const name = nameFor(
        host,
        hosts.filter((other) => other.args.some((address) => portOf(address.text) === port)),
      )
      return name === undefined ? [] : [{ route, host: name, port, levels: [own, main] }]
    })
  })
  const inMain = hosts.length === 0 ? routeOf(main) : undefined
  if (inMain) found.push({ route: inMain, host: '', port: '', levels: [main] })
  const selected =
    found.find(({ route }) => route.path === '/sse/') ?? found.find(({ route }) => route.path.endsWith('/')) ?? found[0]
  if (selected) return selected
  throw new SseCompatError('bad-config', 'nothing in this configuration proxies', {
    where: file,
    advice: 'a `ProxyPass` to an http:// or https:// address, that a request can reach, is needed',
  })
}

/** `80` of `*:80`, `[::]:80`, `_default_:80`; `*` where no port is given, which stands for all. */
const portOf = (address: string): string => /:(\d+|\*)$/.exec(address)?.[1] ?? '*'

/** @returns undefined when another virtual host of the same port answers to its names */
function nameFor(host: Directive, there: readonly Directive[]): string | undefined {
  const earlier = there.slice(0, there.indexOf(host)).flatMap(namesOf)
  for (const name of namesOf(host)) {
    if (!earlier.includes(name)) return name.replace(/\*/g, 'sse').replace(/\?/g, 'x')
  }
  return there[0] === host ? '' : undefined
}

function namesOf(host: Directive): string[] {
  return (host.section ?? [])
    .filter(({ key }) => key === 'servername' || key === 'serveralias')
    .flatMap(({ args }) =>
      args.map(({ text }) =>
        text
          .replace(/^\w+:\/\//, '')
          .replace(/:\d+$/, '')
          .toLowerCase(),
      ),
    )
}

/**
 * Every `<VirtualHost>` of the selected one's port moves to the harness's address, and one `Listen` does; the other ones stay
 * as they are, where nobody listens.
 * @returns whether a `Listen` is left
 */
export function replaceListens(top: readonly Directive[], selected: Selected, listen: Address, edits: Edits): boolean {
  const address = hostPort(listen)
  const why = 'an address of its own'
  const all = [...walk(top)]
  const listens = all.filter(({ key }) => key === 'listen')
  const kept = listens.find((directive) => /(\d+)$/.exec(arg(directive))?.[1] === selected.port) ?? listens[0]
  for (const directive of listens) {
    if (directive === kept) edits.replace(directive, `Listen ${address}`, why)
    else edits.drop(directive, 'one address is enough here')
  }
  for (const host of all.filter(({ key }) => key === 'virtualhost')) {
    const moved: Word[] = host.args.filter(({ text }) => selected.port !== '*' && portOf(text) === selected.port)
    for (const [index, word] of moved.entries()) {
      if (index === 0) edits.replace(word, address, why)
      else edits.drop(word, 'one address is enough here')
    }
  }
  return kept !== undefined
}

/** `host:port`, an IPv6 address in brackets. */
export const hostPort = ({ host, port }: Address): string => `${host.includes(':') ? `[${host}]` : host}:${port}`
