/** Conditions on the harness's own address are made to hold for nobody: see `_kit/client-address.ts`. */

import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import { isLoopback, LOOPBACK_CLIENT, matchesLoopback, NOBODY, NOBODY_PATTERN } from '../_kit/client-address.ts'
import type { Directive } from './config.ts'
import { walk } from './tree.ts'

export function asOrdinaryClient(top: readonly Directive[], edits: ConfigEdits): void {
  for (const { key, args } of walk(top)) {
    const [subject, pattern] = args
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
