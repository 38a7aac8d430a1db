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
    const allowing = all.flatMap((section) => {
      const allows = section.key === 'directory' ? section.section?.find(isAllowing) : undefined
      const isMask = section.args.length !== 1 || isGlob(arg(section))
      return allows === undefined || isMask ? [] : [{ folder: arg(section), where: whereOf(allows) }]
    })
    // A folder below has it too: what is served from there is named by these.
    const served = all.flatMap(({ key, args }) => {
      const folder = SERVES.test(key) ? args.at(-1)?.text : undefined
      const above = folder && allowing.findLast((one) => `${folder}/`.startsWith(one.folder.replace(/\/*$/, '/')))
      return folder && above ? [{ folder, where: above.where }] : []
    })
    const found = [...allowing, ...served]
    return found.filter(({ folder }, at) => found.findIndex((one) => one.folder === folder) === at)
  },
  within: (file, text) => ({
    'folder.conf': `<Directory "/folder">\nInclude "${file}"\n</Directory>\n`,
    [file]: text,
  }),
  // Measured with Apache 2.4.71: what ProxyPass, or a rule outside of a <Directory>, passes on has no folder.
  says: 'Apache reads it for requests for files of its folder, and not for those that ProxyPass or a rule of the server passes on',
}

const SERVES = /^(documentroot|alias)$/

const isAllowing = (directive: Directive): boolean =>
  (directive.key === 'allowoverride' || directive.key === 'allowoverridelist') && !isNone(directive)
