/** `.htaccess`: where Apache reads it. Pure. */

import type { FolderSettings } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { isNone } from './audit/dropping.ts'
import { arg, type Directive } from './config.ts'
import { isGlob } from './glob.ts'
import { loadTree, walk } from './tree.ts'

export const folderSettings: FolderSettings = {
  file: '.htaccess',
  folders(config) {
    const all = [...walk(loadTree({ tree: config, missing: new Set() }))]
    const allowing = new Map<string, string>()
    for (const section of all) {
      const allows = section.key === 'directory' ? section.section?.find(isAllowing) : undefined
      const folder = withoutEnd(arg(section))
      if (allows === undefined || section.args.length !== 1 || isGlob(folder) || allowing.has(folder)) continue
      allowing.set(folder, whereOf(allows))
    }
    // A folder below has it too: what is served from there is named by these.
    const found = new Map(allowing)
    for (const { key, args } of all) {
      const folder = SERVES.test(key) ? withoutEnd(args.at(-1)?.text ?? '') : ''
      const where = folder === '' ? undefined : whereAllowed(folder, allowing)
      if (where !== undefined && !found.has(folder)) found.set(folder, where)
    }
    return [...found].map(([folder, where]) => ({ folder, where }))
  },
  // The name alone: the path to it may contain anything.
  within: (text) => ({
    'folder.conf': '<Directory "/folder">\nInclude ".htaccess"\n</Directory>\n',
    '.htaccess': text,
  }),
  // Measured with Apache 2.4.71: what ProxyPass, or a rule outside of a <Directory>, passes on has no folder.
  says: 'Apache reads it for requests for files of its folder, and not for those that ProxyPass or a rule of the server passes on',
  instead:
    'give the configuration that serves this folder and allows the file (AllowOverride): the file of its virtual host, or the whole folder, such as /etc/apache2',
}

const SERVES = /^(documentroot|alias)$/

/** No system has a longer path. */
const LONGEST = 4096

/** `/` has no other name. */
const withoutEnd = (folder: string): string => folder.replace(/(?<=[^/])\/+$/, '')

/** Of the nearest folder around it. */
function whereAllowed(folder: string, allowing: ReadonlyMap<string, string>): string | undefined {
  if (folder.length > LONGEST) return undefined
  for (let at = folder; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const where = allowing.get(at)
    if (where !== undefined) return where
  }
  return folder.startsWith('/') ? allowing.get('/') : undefined
}

const isAllowing = (directive: Directive): boolean =>
  (directive.key === 'allowoverride' || directive.key === 'allowoverridelist') && !isNone(directive)
