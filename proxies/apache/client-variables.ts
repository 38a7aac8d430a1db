/** Variables that `SetEnvIf` sets for a client. Pure. */
import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import { oncePerObject } from '../_kit/once-per-object.ts'
import type { Client } from './client.ts'
import { arg, type Directive } from './config.ts'
import { evaluate } from './evaluate-expression.ts'
import { speaksTls } from './tls-host.ts'

/**
 * @param directives that are in effect for the route; `SetEnv` is evaluated too late for a rule
 * @param asked the name in its Host field. Default: the `ServerName`
 */
export function clientFor(directives: readonly Directive[], path: string, accept: string, asked?: string): Client {
  const environment = new Map<string, string>()
  const unknown = new Set<string>()
  const { serverName, isTls, setting } = readOnce(directives)
  const host = asked ?? serverName
  const client = { path, accept, host, isTls, environment, unknown }
  for (const { directive, byRequest } of setting) {
    for (const name of byRequest) unknown.add(name)
    for (const [name, value] of variablesSet(directive, client) ?? []) {
      if (value === undefined) environment.delete(name)
      else environment.set(name, value)
    }
  }
  return client
}

interface Read {
  readonly serverName: string | undefined
  readonly isTls: boolean
  /** Directives that set variables. */
  readonly setting: readonly { readonly directive: Directive; readonly byRequest: readonly string[] }[]
}

/** What is the same for each path: a virtual host with many rules has many paths. */
const readOnce = oncePerObject((directives: readonly Directive[]): Read => {
  const name = directives.findLast(({ key }) => key === 'servername')
  return {
    serverName: name && hostNameOf(arg(name)),
    isTls: speaksTls(directives),
    setting: directives
      .map((directive) => ({ directive, byRequest: setByRequest(directive) }))
      .filter(({ directive, byRequest }) => byRequest.length > 0 || directive.key.startsWith('setenvif')),
  }
})

/** The effect of a `SetEnvIf` line for the client; undefined where it does not match, or that is unknown. */
export function variablesSet(
  directive: Directive,
  client: Client,
): readonly (readonly [string, string | undefined])[] | undefined {
  const { key, args } = directive
  if (key === 'setenvifexpr') return evaluate(arg(directive), client) === true ? args.slice(1).map(asPair) : undefined
  if (key !== 'setenvif' && key !== 'setenvifnocase') return undefined
  const value = attribute(arg(directive), client)
  const regex = readRegExp(arg(directive, 1), key === 'setenvifnocase')
  return value !== undefined && regex !== undefined && matches(regex, value) ? args.slice(2).map(asPair) : undefined
}

/** A `ServerName` without its scheme and port. */
const hostNameOf = (name: string): string =>
  name
    .replace(/^\w+:\/\//, '')
    .replace(/:\d+$/, '')
    .toLowerCase()

/** Variables of a rule's `[E=name]`, and of directives that depend on the browser's name or on addresses. */
function setByRequest(directive: Directive): readonly string[] {
  const { key, args } = directive
  if (key === 'rewriterule')
    return [...arg(directive, 2).matchAll(/(?:^|[[,])\s*E(?:NV)?=!?([\w-]+)/gi)].map(([, name = '']) =>
      name.toLowerCase(),
    )
  const isKnown = /^(accept|request_uri|request_method)$/i.test(arg(directive))
  if (/^browsermatch/.test(key)) return args.slice(1).map((word) => asPair(word)[0])
  return /^setenvif(nocase)?$/.test(key) && !isKnown ? args.slice(2).map((word) => asPair(word)[0]) : []
}

/** `name`, `name=value`, `!name`. */
function asPair({ text }: { readonly text: string }): readonly [string, string | undefined] {
  if (text.startsWith('!')) return [text.slice(1).toLowerCase(), undefined]
  const [, name = text, value = '1'] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  return [name.toLowerCase(), value]
}

/** https://httpd.apache.org/docs/2.4/mod/mod_setenvif.html#setenvif; undefined for what depends on the individual request. */
function attribute(name: string, { path, accept, environment }: Client): string | undefined {
  const known: Readonly<Record<string, string>> = { accept, request_uri: path, request_method: 'GET' }
  return known[name.toLowerCase()] ?? environment.get(name.toLowerCase())
}
