/** Conditions on the harness's own address are made to hold for nobody: see `_kit/client-address.ts`. */

import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import { isLoopback, LOOPBACK_CLIENT, matchesLoopback, NOBODY, NOBODY_PATTERN } from '../_kit/client-address.ts'
import { arg, type Directive } from './config.ts'
import { walk } from './tree.ts'

export function asOrdinaryClient(top: readonly Directive[], edits: ConfigEdits): void {
  for (const directive of walk(top)) {
    const { key, args } = directive
    const [subject, pattern] = args
    if (HAS_EXPRESSION.test(key) || (key === 'rewritecond' && /^expr$/i.test(arg(directive)))) {
      for (const word of args) {
        const is = forOrdinaryClients(word.text)
        if (is !== word.text) edits.replaceWord(word, is, LOOPBACK_CLIENT)
      }
      continue
    }
    if (subject === undefined || pattern === undefined) continue
    const isOfAddress =
      (/^setenvif(nocase)?$/.test(key) && /^remote_addr$/i.test(subject.text)) ||
      (key === 'rewritecond' && /^%\{(CONN_)?REMOTE_ADDR\}$/i.test(subject.text))
    if (!isOfAddress) continue
    const [, sign = '', text = ''] = /^(!?=?)(.*)$/s.exec(pattern.text) ?? []
    if (sign.endsWith('=') ? isLoopback(text) : matchesLoopback(text, true))
      edits.replaceWord(pattern, `${sign}${sign.endsWith('=') ? NOBODY : NOBODY_PATTERN}`, LOOPBACK_CLIENT)
  }
}

const HAS_EXPRESSION = /^(if|elseif|setenvifexpr|filterprovider)$/
/** `%{REMOTE_ADDR} != '127.0.0.1'`, `-ipmatch '127.0.0.0/8'`, `-R '127.0.0.1'`. */
const COMPARED =
  /(%\{(?:CONN_)?REMOTE_ADDR\}["']?\s*(?:==?|!=|-eq|-ne|-ipmatch)\s*|(?:^|[\s!(&|])-R\s+)(["'])([\d./]+)\2/gi
/** `%{REMOTE_ADDR} =~ /^127\./`, `!~ m#^127#`. */
const MATCHED = /(%\{(?:CONN_)?REMOTE_ADDR\}["']?\s*[=!]~\s*)(?:m([#|!,;:])(.*?)\2|\/((?:[^/\\]|\\.)*)\/)/gi
/** `%{REMOTE_ADDR} in { '127.0.0.1', '::1' }`. */
const LISTED = /(%\{(?:CONN_)?REMOTE_ADDR\}["']?\s+(?:-?in)\s*\{)([^{}]*)\}/gi

function forOrdinaryClients(expression: string): string {
  if (!/REMOTE_ADDR|-R\b/i.test(expression) || expression.length > MAX) return expression
  return expression
    .replace(COMPARED, (whole, front: string, quote: string, address: string) =>
      isLoopback(address) ? `${front}${quote}${NOBODY}${quote}` : whole,
    )
    .replace(MATCHED, (whole, front: string, _mark, marked?: string, plain?: string) =>
      matchesLoopback(marked ?? plain ?? '', true) ? `${front}m#${NOBODY_PATTERN}#` : whole,
    )
    .replace(LISTED, (_whole, front: string, list: string) => {
      const others = list.replace(/(["'])([\d./]+)\1/g, (one, quote: string, address: string) =>
        isLoopback(address) ? `${quote}${NOBODY}${quote}` : one,
      )
      return `${front}${others}}`
    })
}

/** Longer than any condition that somebody writes. */
const MAX = 10_000
