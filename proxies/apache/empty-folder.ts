/** Folders that Apache would serve files from: all are replaced by an empty one. */

import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { Site } from '../../harness/model/index.ts'
import { arg, type Directive, type Word } from './config.ts'
import { walk } from './tree.ts'

/** Below the site's folder. */
export const EMPTY = 'no-files-here'
export const emptyFolder = (site: Pick<Site, 'directory'>): string => `${site.directory}/${EMPTY}`

/** A path that never exists. */
export const elsewhere = (site: Site): string => `${emptyFolder(site)}/none`

const WHY = 'no files are served here'

/** A `<Directory>` of a document root is moved to the empty folder, which replaces it; those of other folders match nothing. */
export function replaceFolders(top: readonly Directive[], site: Site, edits: ConfigEdits): void {
  const all = [...walk(top)]
  const roots = all.filter(({ key }) => key === 'documentroot').map((directive) => withSlash(arg(directive)))
  const put = (word: Word | undefined) => {
    if (word) edits.replaceWord(word, emptyFolder(site), WHY)
  }
  for (const directive of all) {
    const { key, args } = directive
    if (key === 'documentroot') put(args[0])
    else if (key === 'alias' || key === 'aliasmatch') put(args.at(-1))
    else if (key === 'directorymatch' || key === 'directory') {
      const isRoot = roots.length === 0 || roots.some((root) => root.startsWith(withSlash(arg(directive))))
      const word = args.at(-1)
      const isMask = key === 'directorymatch' || args.length > 1
      if (isRoot && !isMask) put(word)
      else if (word) edits.replaceWord(word, isMask ? maskOf(elsewhere(site)) : elsewhere(site), WHY)
    } else if (key === 'iffile') {
      const word = args[0]
      const not = word?.text.startsWith('!') ? '!' : ''
      if (word) edits.replaceWord(word, `${not}${elsewhere(site)}`, 'files of this machine are not read in the sandbox')
    }
  }
}

/** A regular expression for what is in a folder. */
export const maskOf = (path: string): string => `^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`
const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`)
