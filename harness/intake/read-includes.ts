/** Finds the files of a folder that other files include, by their lines, before anything is parsed. Pure. */
import { findIncluded } from '../config/find-included.ts'
import type { ConfigLanguage, ConfigTree } from '../model/index.ts'
import { anyOf } from './known-names.ts'

/** Matches an include at the start of a line, or after another directive or the start of a block; the pattern is the first group. */
function includePattern(languages: readonly ConfigLanguage[]): RegExp {
  const directives = languages.flatMap(({ includes }) => includes?.directives ?? [])
  return new RegExp(`^(?:[^#\\n]*[;{}])?[ \\t]*${anyOf(directives)}[ \\t]+["']?([^\\s"';]+)`, 'gim')
}

/** Whether a text contains an include. */
export const hasInclude = (text: string, languages: readonly ConfigLanguage[]): boolean =>
  text.search(includePattern(languages)) >= 0

/** Maximum number of includes that are followed. Above it, included files are read as if they were separate. */
const MAX_INCLUDES = 2000

/**
 * Files that another file includes: they belong to the place of the include.
 * @param base folder that relative includes start from, as a prefix of keys
 */
export function includedIn(texts: ConfigTree, languages: readonly ConfigLanguage[], base = ''): ReadonlySet<string> {
  const included = new Set<string>()
  const pattern = includePattern(languages)
  const takesFolders = languages.some(({ includes }) => includes?.takesFolders === true)
  let left = MAX_INCLUDES
  for (const [key, text] of Object.entries(texts)) {
    for (const [, mask = ''] of text.matchAll(pattern)) {
      if (--left < 0) return included
      const { files } = findIncluded(texts, base, mask, [key])
      const isFolder = files.length === 0 && takesFolders
      const all = isFolder ? findIncluded(texts, base, `${mask.replace(/\/$/, '')}/*`, [key]).files : files
      for (const file of all) if (file !== key) included.add(file)
    }
  }
  return included
}
