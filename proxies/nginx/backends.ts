/** Points everything that nginx passes requests to at the harness's origin, and keeps URI parts, parameters and variables. */

import type { Edits } from '../../harness/edits.ts'
import type { Address } from '../../harness/model.ts'
import { type Directive, firstArg, type Word } from './config.ts'
import { walk } from './shape.ts'

const WHY = 'the origin of the harness stands behind the proxy'
const OTHER_PASS = new Set(['fastcgi_pass', 'uwsgi_pass', 'scgi_pass', 'grpc_pass', 'memcached_pass'])
const MAPPING = new Set(['map', 'geo', 'split_clients'])
/** Entries of such a block that are parameters of it. */
const NOT_A_VALUE = new Set(['include', 'hostnames', 'volatile', 'ranges', 'delete', 'proxy', 'proxy_recursive'])

export function replaceBackends(http: readonly Directive[], backend: Address, edits: Edits): void {
  const address = hostPort(backend)
  const all = [...walk(http)].map(({ directive }) => directive)
  const upstreams = new Set(http.filter(({ name }) => name === 'upstream').map(firstArg))
  const values = valuesOf(all)
  const followed = new Set<string>()

  for (const upstream of http.filter(({ name }) => name === 'upstream')) {
    for (const server of upstream.block?.filter(({ name }) => name === 'server') ?? []) {
      const [target, ...parameters] = server.args
      if (target) setWord(edits, target, address, WHY)
      for (const parameter of parameters) {
        // Both ask DNS for a name that is an address now.
        if (/^(resolve$|service=)/.test(parameter.text)) edits.drop(parameter, WHY)
      }
    }
  }
  for (const directive of all) {
    const target = directive.args[0]
    if (target === undefined) continue
    if (directive.name === 'proxy_pass') pointAt(target)
    else if (OTHER_PASS.has(directive.name)) {
      const host = target.text.replace(/^grpcs?:\/\//, '')
      if (!upstreams.has(host)) setWord(edits, target, address, WHY)
    }
  }

  /** `proxy_pass`'s argument, or a variable's value that is used as one. */
  function pointAt(word: Word): void {
    const variable = /^\$\{?(\w+)\}?$/.exec(word.text)?.[1]
    if (variable !== undefined) {
      if (!follow(variable, pointAt)) setWord(edits, word, `http://${address}`, WHY)
      return
    }
    const [, scheme, host = '', uri = ''] = TARGET.exec(word.text) ?? []
    if (scheme === undefined) {
      setWord(edits, word, `http://${address}`, WHY)
      return
    }
    const named = /^\$\{?(\w+)\}?$/.exec(host)?.[1]
    const stays = upstreams.has(host) || (named !== undefined && follow(named, pointHostAt))
    setWord(edits, word, `http://${stays ? host : address}${uri}`, WHY)
  }

  /** A variable's value that is used as `http://$variable…`. */
  function pointHostAt(word: Word): void {
    const variable = /^\$\{?(\w+)\}?$/.exec(word.text)?.[1]
    if (variable !== undefined && follow(variable, pointHostAt)) return
    const [, host = '', uri = ''] = /^([^/]*)(.*)$/s.exec(word.text) ?? []
    if (!upstreams.has(host)) setWord(edits, word, `${address}${uri}`, WHY)
  }

  /** @returns false for a variable that the configuration does not give a value: a captured one, `$host` … */
  function follow(variable: string, point: (word: Word) => void): boolean {
    const words = values.get(variable)
    if (words === undefined) return false
    if (!followed.has(variable)) {
      followed.add(variable)
      for (const word of words) point(word)
    }
    return true
  }
}

/** Variables of the request that start the rest of a target: none is a part of the host. */
const REST = String.raw`\$\{?(?:request_uri|uri|document_uri|is_args|args|query_string)\b`

/** Scheme, host (name, address, socket or variables) with its port, and the rest. */
const TARGET = new RegExp(
  String.raw`^(https?|\$\{?\w+\}?)://(unix:[^:]*:?|\[[^\]]*\](?::\d+)?|(?:(?!${REST})[^/?])+)(.*)$`,
  'is',
)

/** Host and port of a target, '' where it has none; of one without a scheme too. */
export const hostOf = (target: string): string =>
  new RegExp(`^(?:https?://|grpcs?://)?((?:(?!${REST})[^/?])*)`, 'i').exec(target)?.[1] ?? ''

/** Every value that `set`, `map`, `geo` or `split_clients` gives to a variable. */
function valuesOf(all: readonly Directive[]): ReadonlyMap<string, readonly Word[]> {
  const values = new Map<string, Word[]>()
  const add = (variable: string | undefined, word: Word | undefined) => {
    if (!variable?.startsWith('$') || word === undefined) return
    const name = variable.slice(1)
    const known = values.get(name)
    if (known) known.push(word)
    else values.set(name, [word])
  }
  for (const directive of all) {
    if (directive.name === 'set') add(firstArg(directive), directive.args[1])
    if (!MAPPING.has(directive.name)) continue
    for (const entry of directive.block ?? []) {
      if (!NOT_A_VALUE.has(entry.name)) add(directive.args.at(-1)?.text, entry.args[0])
    }
  }
  return values
}

/** Puts another text in a word's place, in the quotes that it had. */
function setWord(edits: Edits, word: Word, text: string, why: string): void {
  if (word.text === text) return
  const quote = /^["']/.exec(edits.textOf(word))?.[0] ?? ''
  edits.replace(word, `${quote}${quote ? text.replace(/["'\\]/g, '\\$&') : text}${quote}`, why)
}

/** `host:port`, an IPv6 address in brackets. */
export const hostPort = ({ host, port }: Address): string => `${host.includes(':') ? `[${host}]` : host}:${port}`
