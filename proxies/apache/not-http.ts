/** Places that pass requests on by another protocol than HTTP, and includes that were not given. Pure. */

import type { ConfigTree, NotTested } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive } from './config.ts'
import { nameOf, passesOn } from './places.ts'
import { includeKey, loadTree, walkWithin } from './tree.ts'

const PROTOCOL = /^(?:proxy:)?(?:unix:[^|]*\|)?(ajp|fcgi|scgi|uwsgi|grpc):/i
const PASSING = /^(proxypass|proxypassmatch|balancermember|sethandler|rewriterule)$/
/** Of mod_proxy; the name of the file is appended to the address. */
const HTTP_HANDLER = /^proxy:(?:unix:[^|]*\|)?(?:https?|h2c?|wss?):/i
/** Sections for files rather than for paths of requests. */
const OF_FILES = /^(directory|directorymatch|files|filesmatch)$/
/** Apache reads it for the files of its folder, and compares names without a slash in front: such an expression fits no path here. */
const isOfFolder = (directive: Directive): boolean => isOfHtaccess(directive) && /^\^[^/(.]/.test(arg(directive))
const isOfHtaccess = ({ file }: Directive): boolean => /(^|\/)\.htaccess$/.test(file)
const MODULE_HANDLER = /^(wsgiscriptalias|passengerroot|passengerenabled|jkmount)$/

export function notTestedIn(config: ConfigTree): readonly NotTested[] {
  const missing = new Set<string>()
  return [...walkWithin(loadTree({ tree: config, missing }))].flatMap(([directive, around]): NotTested[] => {
    const where = whereOf(directive)
    const folder = around.find(({ key }) => OF_FILES.test(key))
    const isPart = folder === undefined ? isOfFolder(directive) : isOfHtaccess(directive)
    const place = isPart ? 'an .htaccess' : folder && nameOf(folder)
    if (missing.has(includeKey(directive))) return [{ kind: 'include', where, says: arg(directive) }]
    if (MODULE_HANDLER.test(directive.key))
      return [
        {
          kind: 'protocol',
          where,
          says: `${directive.name} answers by a program or another protocol, which is not run here`,
        },
      ]
    const condition = around.findLast(({ key }) => /^(if|elseif|else)$/.test(key))
    if (condition !== undefined && /^proxypass(match)?$/.test(directive.key))
      return [
        {
          kind: 'protocol',
          where,
          says: `${directive.name} cannot be in \`${nameOf(condition)}\` (${whereOf(condition)}): Apache refuses it there. A \`RewriteRule … [P]\` with a RewriteCond of the same expression passes on, or a <Location>`,
        },
      ]
    if (!PASSING.test(directive.key)) return []
    const protocol = directive.args.map(({ text }) => PROTOCOL.exec(text)?.[1]?.toLowerCase()).find(Boolean)
    if (protocol === undefined && directive.key === 'sethandler' && HTTP_HANDLER.test(arg(directive)))
      return [
        {
          kind: 'protocol',
          where,
          says: `${directive.name} passes requests on as \`${arg(directive)}\`, with the path of a file, which is not tested here; what ProxyPass passes on is`,
        },
      ]
    if (protocol === undefined && place && directive.key === 'rewriterule' && passesOn(directive))
      return [
        {
          kind: 'protocol',
          where,
          says: `\`${directive.name} ${arg(directive)}\` in ${place} passes on requests for files, and no files are served here. To test it, write it outside of the section into a copy, for the whole path: \`${directive.name} ${arg(directive).replace(/^\^(?!\/)/, '^/')} …\``,
        },
      ]
    if (protocol === undefined) return []
    return [
      {
        kind: 'protocol',
        where,
        says: `${directive.name} speaks ${protocol} to the application, and only HTTP is tested here. What matters to a stream there: flushpackets=on and timeout= of its worker`,
      },
    ]
  })
}
