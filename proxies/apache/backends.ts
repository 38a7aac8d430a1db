/** Points everything that Apache passes requests to at the harness's origin, and keeps paths and parameters. */

import type { Edits } from '../../harness/edits.ts'
import type { Address } from '../../harness/model.ts'
import { arg, type Directive, type Word } from './config.ts'
import { hostPort } from './hosts.ts'
import { passesOn } from './routes.ts'
import { walk } from './tree.ts'

const WHY = 'the origin of the harness stands behind the proxy'
/** Whose arguments may be addresses. */
const PASSING =
  /^(proxypass|proxypassmatch|proxypassreverse|balancermember|rewriterule|proxy|define|sethandler|proxyset|proxyhtmlurlmap)$/
const TARGET =
  /^((?:proxy:)?)(?:unix:[^|]*\|)?(?!balancer:)([a-z][a-z0-9+.-]*|\$\{[^}]*\}|%\{[^}]*\}):\/\/((?:[$%]\{[^}]*\}|[^/$])+|[^/]+)(.*)$/is
/** Where Apache itself decides what is passed on, a target that is not understood must not stay. */
const DECIDING = /^(proxypass|proxypassmatch|rewriterule|balancermember)$/

/**
 * @param asked what the selected route passes to: it gets the plain address
 * @returns every way in which the backend's address is written now, in lower case
 */
export function replaceBackends(
  top: readonly Directive[],
  asked: string,
  backend: Address,
  edits: Edits,
): ReadonlySet<string> {
  // One name of the origin for each one that was there: Apache shares a worker between equal addresses, and with it its timeout.
  const names = new Map([[TARGET.exec(asked)?.[3]?.toLowerCase() ?? '', hostPort(backend)]])
  const groups = new Set<string>()
  for (const { key, args } of walk(top)) {
    if (key === 'proxy' && /^balancer:/i.test(args[0]?.text ?? '')) groups.add(groupOf(args[0]?.text ?? ''))
  }
  const isGroup = (text: string) => /^balancer:/i.test(text) && groups.has(groupOf(text))
  for (const directive of walk(top)) {
    if (!PASSING.test(directive.key) || isRedirect(directive)) continue
    const words = directive.key === 'rewriterule' ? directive.args.slice(1, 2) : directive.args
    let passed = false
    for (const word of words) {
      const [, front, scheme = '', host, rest = ''] = TARGET.exec(word.text) ?? []
      if (host === undefined) {
        passed ||= isGroup(word.text) || word.text === '!'
        continue
      }
      passed = true
      const key = host.toLowerCase()
      const name = names.get(key) ?? spelling(backend, names.size)
      names.set(key, name)
      const is = `${front}${scheme.toLowerCase().startsWith('w') ? 'ws' : 'http'}://${name}${rest}`
      setWord(edits, word, is)
    }
    if (!passed && DECIDING.test(directive.key)) replaceUnknown(directive, backend, edits)
  }
  return new Set([...names.values()].map((name) => name.toLowerCase()))
}

const groupOf = (url: string): string => url.toLowerCase().replace(/^(balancer:\/\/[^/]*).*$/s, '$1')

/** A variable of a template, an expression, or a group that is nowhere: the origin itself stands for it. */
function replaceUnknown(directive: Directive, backend: Address, edits: Edits): void {
  const inLocation = directive.args.length === 1 || /=/.test(arg(directive, 1))
  const word =
    directive.key === 'balancermember' || (directive.key !== 'rewriterule' && inLocation)
      ? directive.args[0]
      : directive.args[1]
  if (word === undefined) return
  const group = /^balancer:\/\/[^/]*(.*)$/is.exec(word.text)?.[1]
  setWord(edits, word, `http://${hostPort(backend)}${group ?? (directive.key === 'balancermember' ? '' : '/')}`)
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

function setWord(edits: Edits, word: Word, text: string): void {
  const quote = /^["']/.exec(edits.textOf(word))?.[0] ?? ''
  edits.replace(
    word,
    `${quote}${quote ? text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) : text}${quote}`,
    WHY,
  )
}
