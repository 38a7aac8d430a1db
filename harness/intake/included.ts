/** Which files of a folder other files include, read off their lines before anything is parsed. Pure. */
import { findIncluded } from '../config/includes.ts'
import type { ConfigTree } from '../model/index.ts'

/** At the start of a line, or behind another directive or the start of a block. */
const INCLUDE = /^(?:[^#\n]*[;{}])?[ \t]*include(?:optional)?[ \t]+["']?([^\s"';]+)/gim

/** Whether a text has an include. */
export const hasInclude = (text: string): boolean => text.search(INCLUDE) >= 0

/** Includes that are looked at: of more, what is included is read as if it stood alone. */
const MOST_INCLUDES = 2000

/** Files that another one includes: they belong to its place. */
export function includedIn(texts: ConfigTree): ReadonlySet<string> {
  const included = new Set<string>()
  let left = MOST_INCLUDES
  for (const [key, text] of Object.entries(texts)) {
    for (const [, pattern = ''] of text.matchAll(INCLUDE)) {
      if (--left < 0) return included
      const { files } = findIncluded(texts, '', pattern, [key])
      // Of a folder Apache reads every file.
      const all = files.length > 0 ? files : findIncluded(texts, '', `${pattern.replace(/\/$/, '')}/*`, [key]).files
      for (const file of all) if (file !== key) included.add(file)
    }
  }
  return included
}
