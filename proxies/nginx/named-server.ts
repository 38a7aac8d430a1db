/** Which server at one address answers to a name. http://nginx.org/en/docs/http/server_names.html Pure. */

import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import type { Directive } from './config.ts'

export const namesOf = (server: Directive): readonly string[] =>
  (server.block ?? []).filter(({ name }) => name === 'server_name').flatMap(({ args }) => args.map(({ text }) => text))

/** No host has a longer name: https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 */
const LONGEST_NAME = 255

interface Named<S> {
  readonly server: S
  readonly names: readonly string[]
}

/** Without what no host's name has, as in a template that nobody filled in. */
export const plainName = (name: string): string => name.replace(/[^\w.*-]+/g, '')

/** An exact name, the longest mask that begins with `*`, the longest that ends with it, then the first expression. */
export function serverNamed<S>(servers: readonly Named<S>[]): (host: string) => S | undefined {
  const exact = new Map<string, S>()
  const front = new Map<string, S>()
  const rear = new Map<string, S>()
  const expressions: { readonly regex: RegExp; readonly server: S }[] = []
  const learn = (to: Map<string, S>, name: string, server: S): void => {
    if (!to.has(name)) to.set(name, server)
  }
  for (const { server, names } of servers) {
    for (const name of names) {
      const lower = plainName(name).toLowerCase()
      const regex = name.startsWith('~') ? readRegExp(name.slice(1), true) : undefined
      if (regex !== undefined) expressions.push({ regex, server })
      else if (name.startsWith('~')) continue
      else if (lower.startsWith('.')) {
        learn(exact, lower.slice(1), server)
        learn(front, lower, server)
      } else if (lower.startsWith('*.')) learn(front, lower.slice(1), server)
      else if (lower.endsWith('.*')) learn(rear, lower.slice(0, -1), server)
      else learn(exact, lower, server)
    }
  }
  return (host) => {
    if (host.length > LONGEST_NAME) return exact.get(host)
    const parts = host.split('.')
    const behind = parts.map((_, at) => `.${parts.slice(at + 1).join('.')}`)
    const before = parts.map((_, at) => `${parts.slice(0, parts.length - 1 - at).join('.')}.`)
    const masked = (some: readonly string[], of: Map<string, S>): S | undefined =>
      some.map((each) => of.get(each)).find((found) => found !== undefined)
    return (
      exact.get(host) ??
      masked(behind, front) ??
      masked(before, rear) ??
      expressions.find(({ regex }) => matches(regex, host))?.server
    )
  }
}
