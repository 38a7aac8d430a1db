/** Variables that `SetEnvIf` sets for a client. Pure. */
import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import type { Client } from './client.ts'
import { arg, type Directive } from './config.ts'
import { evaluate } from './evaluate-expression.ts'

/** @param directives that hold for the route; `SetEnv` comes too late to be seen by a rule */
export function clientFor(directives: readonly Directive[], path: string, accept: string): Client {
  const environment = new Map<string, string>()
  const unknown = new Set<string>()
  const name = directives.findLast(({ key }) => key === 'servername')
  const host = name && hostNameOf(arg(name))
  const engine = directives.findLast(({ key }) => key === 'sslengine')
  const isTls = engine !== undefined && !/^off$/i.test(arg(engine))
  const client = { path, accept, host, isTls, environment, unknown }
  for (const directive of directives) {
    for (const name of setByRequest(directive)) unknown.add(name)
    for (const [name, value] of variablesSet(directive, client) ?? []) {
      if (value === undefined) environment.delete(name)
      else environment.set(name, value)
    }
  }
  return client
}

/** What a `SetEnvIf` line does for the client; undefined where it does not match, or that cannot be known. */
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

/** Variables of a rule's `[E=name]`, and of what looks at the browser's name or at addresses. */
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

/** https://httpd.apache.org/docs/2.4/mod/mod_setenvif.html#setenvif; undefined for what only the request tells. */
function attribute(name: string, { path, accept, environment }: Client): string | undefined {
  const known: Readonly<Record<string, string>> = { accept, request_uri: path, request_method: 'GET' }
  return known[name.toLowerCase()] ?? environment.get(name.toLowerCase())
}
