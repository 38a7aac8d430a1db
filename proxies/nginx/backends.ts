/**
 * Points everything that nginx passes requests to at the harness's origin: the address itself is written, or the name of an
 * upstream whose servers have that address. No variable is a part of a host. URI parts, parameters and variables in them stay.
 */

import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import { type Address, UNGUESSABLE } from '../../harness/model/index.ts'
import { hostPort } from '../_kit/address.ts'
import { type Directive, firstArg, type Word } from './config.ts'
import { directivesIn } from './layout.ts'
import { isPlainName, isUnextendable, parseTarget, variableOf } from './pass-target.ts'
import { isRefusedParameter, isRefusedServer, isRefusedTarget } from './refused-words.ts'
import { SERVER_PARAMETER } from './server-parameters.ts'
import { valuesOf } from './variable-values.ts'

const WHY = 'the origin of the harness stands behind the proxy'
const OTHER_PASS = new Set(['fastcgi_pass', 'uwsgi_pass', 'scgi_pass', 'grpc_pass', 'memcached_pass'])
/**
 * Always empty. nginx evaluates a target with variables for each request and passes its URI as it is, where it puts that of one
 * without in the place of the location's: a target that had variables keeps one.
 */
export const EMPTY_VARIABLE = `sse_compat_empty_${UNGUESSABLE}`

/** @returns whether `EMPTY_VARIABLE` has to be defined */
export function replaceBackends(http: readonly Directive[], backend: Address, edits: ConfigEdits): boolean {
  let needsEmpty = false
  const address = hostPort(backend)
  const all = [...directivesIn(http)]
  const blocks = all.filter(({ name }) => name === 'upstream')
  const upstreams = new Set(blocks.map(firstArg).filter(isPlainName))
  const values = valuesOf(all)
  const emptied = new Set<string>()

  for (const server of blocks.flatMap(({ block = [] }) => block.filter(({ name }) => name === 'server'))) {
    const [target, ...parameters] = server.args
    if (target && !isRefusedServer(target.text)) edits.replaceWord(target, address, WHY)
    // Some unknown parameters make nginx look up in DNS a name that is an address now.
    for (const parameter of parameters) {
      const { text } = parameter
      if (!SERVER_PARAMETER.test(text) && !isRefusedParameter(text)) edits.dropWord(parameter, WHY)
    }
  }
  for (const directive of all) {
    const target = directive.args[0]
    if (target === undefined) continue
    if (directive.name === 'proxy_pass') {
      if (!isRefusedTarget(target.text, upstreams)) edits.replaceWord(target, targetFor(target.text), WHY)
    } else if (OTHER_PASS.has(directive.name)) {
      const host = target.text.replace(/^grpcs?:\/\//, '')
      if (!upstreams.has(host)) edits.replaceWord(target, address, WHY)
    }
  }
  return needsEmpty

  function targetFor(text: string): string {
    const variable = variableOf(text)
    if (variable !== undefined && values.has(variable) && isUnextendable(backend)) {
      const host = chosenIn(variable) ?? address
      emptyHosts(variable)
      return `http://${host}${text}`
    }
    const { host, rest } = parseTarget(text) ?? { host: '', rest: '' }
    const name = variableOf(host)
    const known = upstreams.has(host) ? host : name && chosenIn(name)
    // Where another digit would give a valid port, only the start of a URI may follow.
    const isFine = known !== undefined || isUnextendable(backend) || /^([/?]|$)/.test(rest)
    const written = `http://${known ?? address}${isFine ? rest : ''}`
    if (!text.includes('$') || written.includes('$')) return written
    needsEmpty = true
    return `${written}$${EMPTY_VARIABLE}`
  }

  /** The upstream that a variable with a host, or with a whole target, leads to by default. */
  function chosenIn(variable: string, seen = new Set<string>()): string | undefined {
    if (seen.has(variable)) return undefined
    seen.add(variable)
    for (const { text } of values.get(variable) ?? []) {
      const inner = variableOf(text)
      const host = parseTarget(text)?.host ?? text.replace(/\/.*$/s, '')
      const found = upstreams.has(host) ? host : inner && chosenIn(inner, seen)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Keeps only the URI part of a variable's values, since scheme and host are written before it. */
  function emptyHosts(variable: string): void {
    if (emptied.has(variable)) return
    emptied.add(variable)
    for (const word of values.get(variable) ?? []) {
      const inner = variableOf(word.text)
      if (inner !== undefined && values.has(inner)) emptyHosts(inner)
      else edits.replaceWord(word, uriOf(word), WHY)
    }
  }
}

const uriOf = ({ text }: Word): string => parseTarget(text)?.rest ?? ''
