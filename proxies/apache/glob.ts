/** Wildcards in the path of a section. Pure. */

import { readRegExp } from '../../harness/config/safe-regexp.ts'

/** As `apr_fnmatch_test`: the pattern has `*`, `?`, or a `[` that is closed. */
export const isGlob = (text: string): boolean => /[*?]|\[[\s\S]*\]/.test(text.replace(/\\[\s\S]/g, ''))

/** `*` and `?` match anything but a slash. */
export function globRegExp(text: string): RegExp | undefined {
  const source = [...text.matchAll(/\[(!?)([^\]]*)\]|\\?([\s\S])/g)].map(([whole, not, set, character = '']) => {
    if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`
    if (whole === '*') return '[^/]*'
    return whole === '?' ? '[^/]' : character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return readRegExp(`^${source.join('')}$`, false)
}
