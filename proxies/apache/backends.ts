/** Points everything that Apache passes requests to at the harness's origin, and keeps paths and parameters. */

import type { Edits } from '../../harness/edits.ts'
import type { Address } from '../../harness/model.ts'
import { arg, type Directive, type Word } from './config.ts'
import { hostPort } from './hosts.ts'
import { walk } from './tree.ts'

const WHY = 'the origin of the harness stands behind the proxy'
/** Which argument may be an address. */
const PASSING =
  /^(proxypass|proxypassmatch|proxypassreverse|balancermember|rewriterule|proxy|define|sethandler|proxyset)$/
const TARGET = /^((?:proxy:)?)(?:unix:[^|]*\|)?(https?|h2c?|wss?):\/\/((?:\$\{[^}]*\}|[^/$])+|[^/]+)(.*)$/is

/** @param asked what the selected route passes to: it gets the plain address */
export function replaceBackends(top: readonly Directive[], asked: string, backend: Address, edits: Edits): void {
  // One name of the origin for each one that was there: Apache shares a worker between equal addresses, and with it its timeout.
  const names = new Map([[TARGET.exec(asked)?.[3]?.toLowerCase() ?? '', hostPort(backend)]])
  for (const directive of walk(top)) {
    if (!PASSING.test(directive.key) || isRedirect(directive)) continue
    for (const word of directive.args) {
      const [, front, scheme = '', host, rest = ''] = TARGET.exec(word.text) ?? []
      if (host === undefined) continue
      const key = host.toLowerCase()
      const name = names.get(key) ?? spelling(backend, names.size)
      names.set(key, name)
      const is = `${front}${scheme.toLowerCase().startsWith('w') ? 'ws' : 'http'}://${name}${rest}`
      setWord(edits, word, is)
    }
  }
}

/** A RewriteRule without [P] only answers, or names a file. */
const isRedirect = (directive: Directive): boolean =>
  directive.key === 'rewriterule' && !/[[,](P|proxy)[\],]/i.test(arg(directive, 2))

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
