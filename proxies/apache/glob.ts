/** Wildcards in the path of a section. Pure. */

import { readRegExp } from '../../harness/config/safe-regexp.ts'

/** As `apr_fnmatch_test`: the pattern has `*`, `?`, or a `[` that is closed. */
export function isGlob(text: string): boolean {
  const plain = text.replace(/\\[\s\S]/g, '')
  const open = plain.indexOf('[')
  return /[*?]/.test(plain) || (open >= 0 && plain.indexOf(']', open) >= 0)
}

/** Apache's own limit for a path is below it. */
const LONGEST = 10_000

/** `*` and `?` match anything but a slash. */
export function globRegExp(text: string): RegExp | undefined {
  if (text.length > LONGEST) return undefined
  const source = [...text.matchAll(/\[(!?)([^\]]*)\]|\\?([\s\S])/g)].map(([whole, not, set, character = '']) => {
    if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`
    if (whole === '*') return '[^/]*'
    return whole === '?' ? '[^/]' : character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return readRegExp(`^${source.join('')}$`, false)
}
