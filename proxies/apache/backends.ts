/** Points everything that Apache passes requests to at the harness's origin, and keeps paths and parameters. */

import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { Address, BuildFacts } from '../../harness/model/index.ts'
import { hostPort } from '../_kit/address.ts'
import { isCapturedPath, takesQuery } from './captured-path.ts'
import { arg, type Directive } from './config.ts'
import { isBuiltIn, moduleFile } from './modules.ts'
import { passesOn } from './places.ts'
import type { Selected } from './select-server.ts'
import { isTlsTarget, mayUseTls } from './tls-to-backends.ts'
import { walk, walkWithin } from './tree.ts'
import { isWholeConfig } from './whole-config.ts'

const WHY = 'the origin of the harness stands behind the proxy'
/** Parameters of a worker that only mod_proxy_hcheck knows. */
const HEALTH = /^hc(method|uri|interval|passes|fails|expr|template)=/i
/** Directives whose arguments may be addresses. */
const PASSING =
  /^(proxypass|proxypassmatch|proxypassreverse|balancermember|rewriterule|proxy|define|sethandler|proxyset|proxyhtmlurlmap)$/
const VARIABLE = String.raw`[$%]\{[^}]*\}`
/** mod_rewrite's variable for the path: it begins with a slash for every request. */
const REQUEST_URI = '%{REQUEST_URI}'
const TARGET = new RegExp(
  String.raw`^((?:proxy:)?)(?:unix:[^|]*\|)?(?!balancer:)([a-z][a-z0-9+.-]*|${VARIABLE}):\/\/((?:(?!%\{REQUEST_URI\})(?:${VARIABLE}|[^/$]))+|[^/]+?(?=%\{REQUEST_URI\}|\/|$))(.*)$`,
  'is',
)
const GROUP = /^((?:proxy:)?)(balancer:\/\/[^/$%{}]+)(.*)$/is
/** Directives that make a group of servers. */
const DEFINING = /^(proxy|balancermember)$/
/** Directives that control themselves where requests go: no target that is not understood may stay in them. */
const DECIDING = /^(proxypass|proxypassmatch|rewriterule|balancermember)$/

/**
 * @param selected the target of its route gets the plain address
 * @returns every spelling of the backend's address that is used now, in lower case
 */
export function replaceBackends(
  top: readonly Directive[],
  selected: Selected,
  backend: Address,
  build: BuildFacts,
  edits: ConfigEdits,
): ReadonlySet<string> {
  const speaksHttp2 = hasHttp2Backends(build)
  const asked = selected.route.target
  // Apache answers by itself then, and that is what happens.
  const isRefused = (scheme: string): boolean => !mayUseTls(top, selected) && isTlsTarget(`${scheme}:`)
  // One name of the origin for each original address: Apache shares a worker, with its timeout, between equal addresses.
  const names = new Map([[TARGET.exec(asked)?.[3]?.toLowerCase() ?? '', hostPort(backend)]])
  const groups = groupsOf(top)
  for (const [directive, within] of walkWithin(top)) {
    if (!PASSING.test(directive.key) || isRedirect(directive)) continue
    for (const word of directive.args)
      if (HEALTH.test(word.text)) edits.dropWord(word, 'the health of an application is not checked here')
    const words = directive.key === 'rewriterule' ? directive.args.slice(1, 2) : directive.args
    const tail = (rest: string): string => withSlash(rest, directive, within)
    let passed = false
    for (const word of words) {
      const [, front, scheme = '', host, rest = ''] = TARGET.exec(word.text) ?? []
      if (host === undefined) {
        const [, before = '', group = '', behind = ''] = GROUP.exec(word.text) ?? []
        if (groups.has(group.toLowerCase())) edits.replaceWord(word, `${before}${group}${tail(behind)}`, WHY)
        passed ||= groups.has(group.toLowerCase()) || word.text === '!'
        continue
      }
      passed = true
      const key = host.toLowerCase()
      const name = names.get(key) ?? spelling(backend, names.size)
      names.set(key, name)
      const speaks = isRefused(scheme) ? 'https' : schemeFor(scheme.toLowerCase(), speaksHttp2)
      const is = `${front}${speaks}://${name}${tail(rest)}`
      edits.replaceWord(word, is, WHY)
    }
    if (!passed && DECIDING.test(directive.key)) replaceUnknown(directive, backend, tail, edits)
  }
  return new Set([...names.values()].map((name) => name.toLowerCase()))
}

/** Whether this build can speak HTTP/2 to an application. */
export const hasHttp2Backends = (build: BuildFacts): boolean =>
  isBuiltIn('proxy_http2', build) || moduleFile('proxy_http2', build) !== undefined

/** In cleartext: the origin has no certificate. */
function schemeFor(scheme: string, speaksHttp2: boolean): 'ws' | 'h2c' | 'http' {
  if (scheme.startsWith('w')) return 'ws'
  return speaksHttp2 && /^h2c?$/.test(scheme) ? 'h2c' : 'http'
}

/**
 * `balancer://name` of each group of servers that is kept, in lower case: those that the configuration has, and where it is complete
 * also those that it only names, since Apache answers by itself then.
 */
export function groupsOf(top: readonly Directive[]): ReadonlySet<string> {
  const all = [...walk(top)]
  const naming = isWholeConfig(all) ? PASSING : DEFINING
  return new Set(
    all.flatMap(({ key, args }) => {
      if (!naming.test(key)) return []
      return args.flatMap(({ text }) => GROUP.exec(text)?.[2]?.toLowerCase() ?? [])
    }),
  )
}

/** What follows an address: only a slash ends its port, so that no part of a request can select another host. */
function withSlash(rest: string, directive: Directive, within: readonly Directive[]): string {
  if (rest === '') return takesQuery(directive) ? '/' : ''
  if (rest.startsWith('/') || isCapturedPath(rest, directive, within)) return rest
  return directive.key === 'rewriterule' && rest.startsWith(REQUEST_URI) ? rest : `/${rest}`
}

/** A variable of a template, an expression, or an undefined group: it is replaced by the origin itself. */
function replaceUnknown(
  directive: Directive,
  backend: Address,
  tail: (rest: string) => string,
  edits: ConfigEdits,
): void {
  const inLocation = directive.args.length === 1 || /=/.test(arg(directive, 1))
  const word =
    directive.key === 'balancermember' || (directive.key !== 'rewriterule' && inLocation)
      ? directive.args[0]
      : directive.args[1]
  if (word === undefined) return
  const group = /^balancer:\/\/[^/]*(.*)$/is.exec(word.text)?.[1]
  const rest = group ?? (directive.key === 'balancermember' ? '' : '/')
  edits.replaceWord(word, `http://${hostPort(backend)}${tail(rest)}`, WHY)
}

/** A RewriteRule without [P] only answers, or names a file. */
const isRedirect = (directive: Directive): boolean => directive.key === 'rewriterule' && !passesOn(directive)

/**
 * The nth way to write an address: `127.0.0.1`, `0x7f.0.0.1`, `0x07f.0.0.1` … all mean the same (inet_aton(3)). A name can be
 * written in one way only.
 */
function spelling({ host, port }: Address, nth: number): string {
  const first = /^(\d+)\.\d+\.\d+\.\d+$/.exec(host)?.[1]
  if (nth === 0 || first === undefined) return hostPort({ host, port })
  const hex = Number(first)
    .toString(16)
    .padStart(nth + 1, '0')
  return hostPort({ host: `0x${hex}${host.slice(first.length)}`, port })
}
