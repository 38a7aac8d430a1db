/** Names in a target with variables, which nginx looks up at each request, and only with a `resolver`. Pure. */

import { isIP } from 'node:net'
import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg, type Word } from './config.ts'
import { directivesIn } from './layout.ts'
import { parseTarget, variableOf } from './pass-target.ts'
import { valuesOf } from './variable-values.ts'

/** Of values that are combined, no more are looked at. */
const MANY = 64

export interface LookedUp {
  readonly pass: Directive
  /** A name that is looked up. */
  readonly name: string
}

/**
 * Each `proxy_pass` whose target is, whatever its variables are set to, a name that needs a `resolver`, and that has none. nginx answers 502 there.
 * http://nginx.org/en/docs/http/ngx_http_core_module.html#resolver
 */
export function withoutResolver(http: readonly Directive[]): readonly LookedUp[] {
  const known = knownIn(http)
  const walk = (block: readonly Directive[], around: boolean): readonly LookedUp[] => {
    const has = around || block.some(({ name }) => name === 'resolver')
    return block.flatMap((one) => {
      if (one.block !== undefined) return walk(one.block, has)
      const name = has || one.name !== 'proxy_pass' ? undefined : lookedUp(firstArg(one), known)
      return name === undefined ? [] : [{ pass: one, name }]
    })
  }
  return walk(http, false)
}

interface Known {
  readonly values: ReadonlyMap<string, readonly Word[]>
  /** Hosts that nginx knows from its configuration: `app` for an upstream, `app:3000` for a target without variables. */
  readonly hosts: ReadonlySet<string>
}

function knownIn(http: readonly Directive[]): Known {
  const all = [...directivesIn(http)]
  const literal = all.filter((one) => one.name === 'proxy_pass' && !firstArg(one).includes('$')).map(firstArg)
  const upstreams = all.filter(({ name }) => name === 'upstream').map(firstArg)
  return { values: valuesOf(all), hosts: new Set([...upstreams, ...literal.flatMap((text) => withPort(text) ?? [])]) }
}

/** The first name; undefined where a target may be an address, or is not known. */
function lookedUp(target: string, { values, hosts }: Known): string | undefined {
  if (!target.includes('$')) return undefined
  const whole = variableOf(target)
  const texts = whole === undefined ? expanded(hostIn(target), values) : expanded(target, values)
  if (texts.length === 0 || texts.some((text) => text.includes('$'))) return undefined
  const found = texts.map((text) => (needsResolver(text, hosts) ? parseTarget(text)?.host : undefined))
  return found.some((name) => name === undefined) ? undefined : found[0]?.replace(/:\d+$/, '')
}

/** A target without its path, which may have variables of the request. */
const hostIn = (target: string): string => {
  const rest = parseTarget(target)?.rest ?? ''
  return target.slice(0, target.length - rest.length)
}

/** Each text that the variables of the configuration can make of it; a variable of the request stays. */
function expanded(text: string, values: Known['values'], depth = 4): readonly string[] {
  const [written, braced, plain] = /\$(?:\{(\w+)\}|(\w+))/.exec(text) ?? []
  const found = values.get(braced ?? plain ?? '')
  if (written === undefined || found === undefined || depth === 0) return [text]
  return found
    .slice(0, MANY)
    .flatMap((value) =>
      expanded(
        text.replace(written, () => value.text),
        values,
        depth - 1,
      ),
    )
    .slice(0, MANY)
}

function needsResolver(target: string, hosts: ReadonlySet<string>): boolean {
  const { host } = parseTarget(target) ?? {}
  if (host === undefined || /^(unix:|\[)/i.test(host)) return false
  const plain = host.replace(/:\d+$/, '')
  return isIP(plain) === 0 && /^[\w.-]+$/.test(plain) && !hosts.has(host) && !hosts.has(withPort(target) ?? '')
}

function withPort(target: string): string | undefined {
  const { host } = parseTarget(target) ?? {}
  if (host === undefined || host.includes(':')) return host
  return `${host}:${/^https:/i.test(target) ? 443 : 80}`
}

/**
 * For a part of a configuration: a `resolver`, or an upstream of that name, may be in a file that was not given.
 * @param passes where requests arrive
 */
export function remarksOnNames(http: readonly Directive[], passes: ReadonlySet<Directive>): readonly Remark[] {
  return withoutResolver(http)
    .filter(({ pass }) => passes.has(pass))
    .map(({ pass, name }) => ({
      where: whereOf(pass),
      says: `\`proxy_pass ${firstArg(pass)}\` is looked up at each request, because of its variable: unless a file that was not given has a \`resolver\` (or an \`upstream ${name}\`), nginx answers 502`,
    }))
}
