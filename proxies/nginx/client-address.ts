/** Lines about the harness's own address are made to apply to nobody: see `_kit/client-address.ts`. */

import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import { isLoopback, LOOPBACK_CLIENT, matchesLoopback, NOBODY, NOBODY_PATTERN } from '../_kit/client-address.ts'
import { type Directive, firstArg } from './config.ts'
import { directivesIn } from './layout.ts'

const ADDRESS = /^\(?\$\{?(realip_)?remote_addr\}?$/

export function asOrdinaryClient(top: readonly Directive[], edits: ConfigEdits): void {
  for (const directive of directivesIn(top)) {
    const { name, args, block = [] } = directive
    const isOfAddress = ADDRESS.test(firstArg(directive))
    if (name === 'geo' && (args.length === 1 || isOfAddress)) {
      for (const entry of block) if (isLoopback(entry.name)) edits.drop(entry, LOOPBACK_CLIENT)
    } else if (name === 'map' && isOfAddress) {
      for (const entry of block) if (isLoopback(entry.name) || isMatched(entry.name)) edits.drop(entry, LOOPBACK_CLIENT)
    } else if (name === 'if' && isOfAddress) replaceOperand(directive, edits)
  }
}

const isMatched = (text: string): boolean =>
  text.startsWith('~') && matchesLoopback(text.replace(/^~\*?/, ''), text.startsWith('~*'))

function replaceOperand({ args }: Directive, edits: ConfigEdits): void {
  const [, operator, operand] = args
  if (operator === undefined || operand === undefined) return
  const [, text = '', end = ''] = /^(.*?)(\)?)$/s.exec(operand.text) ?? []
  if (/^!?=$/.test(operator.text) && isLoopback(text)) edits.replaceWord(operand, `${NOBODY}${end}`, LOOPBACK_CLIENT)
  else if (/^!?~\*?$/.test(operator.text) && matchesLoopback(text, operator.text.endsWith('*')))
    edits.replaceWord(operand, `${NOBODY_PATTERN}${end}`, LOOPBACK_CLIENT)
}
