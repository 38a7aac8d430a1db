/** Takes out of an Apache configuration whatever runs a program, or names files and sockets that are not its own here. */

import { type Edits, startEdits } from '../../harness/edits.ts'
import {
  type BuildFacts,
  type ConfigTree,
  type PrepareOptions,
  type Site,
  SseCompatError,
} from '../../harness/model.ts'
import { namesFile, reasonToDrop } from './allowed.ts'
import { arg, type Directive } from './config.ts'
import { elsewhere, emptyFolder } from './folders.ts'
import { hostPort } from './hosts.ts'
import { HARMLESS, moduleName } from './modules.ts'
import { lackedBy } from './packages.ts'
import { loadTree, walk, whereOf } from './tree.ts'

/** Has to come before any other edit, so that no part of a dropped directive stays. */
export function dropUnsafe(
  top: readonly Directive[],
  build: BuildFacts,
  edits: Edits,
  { withoutLacking = false }: PrepareOptions = {},
): void {
  if (withoutLacking) dropLacking(top, build, edits)
  for (const directive of walk(top)) {
    const why = reasonToDrop(directive)
    if (why !== undefined) edits.replaceWhole(directive, '', why)
    else if (directive.key === 'proxyrequests' && !/^off$/i.test(arg(directive))) {
      edits.replace(directive, 'ProxyRequests Off', 'nothing but the origin of the harness is reached from here')
    } else if (asksDns(directive)) edits.drop(directive, 'asks for names, which are not answered here')
    else if (isTooMany(directive)) edits.drop(directive, 'more processes than a test needs')
  }
}

/** Writes the values where the variables are, so that Apache reads just what was looked through here. */
export function replaceVariables(top: readonly Directive[], edits: Edits): void {
  for (const directive of walk(top)) {
    for (const word of directive.args) {
      const raw = edits.textOf(word)
      if (!raw.includes('${') || raw.includes(word.text)) continue
      const quoted = `"${word.text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
      edits.replace(word, quoted, 'the value that it has there')
    }
  }
}

/** What is for a module that may be missing does no harm. */
function dropLacking(directives: readonly Directive[], build: BuildFacts, edits: Edits): void {
  for (const directive of directives) {
    const lack = lackedBy(directive, build)
    if (lack !== undefined)
      edits.replaceWhole(directive, '', `this build has no ${lack.module}; ${lack.source}`, lack.module)
    else if (directive.key !== 'ifmodule') dropLacking(directive.section ?? [], build, edits)
  }
}

function asksDns({ key, args }: Directive): boolean {
  if (key === 'usecanonicalname') return /^dns$/i.test(args[0]?.text ?? '')
  if (key.startsWith('setenvif') && /^remote_host$/i.test(args[0]?.text ?? '')) return true
  return args.some(({ text }) => /%\{REMOTE_HOST\}/i.test(text))
}

const MOST: Readonly<Record<string, number>> = {
  startservers: 16,
  minspareservers: 16,
  minsparethreads: 512,
  threadsperchild: 1024,
  threadlimit: 4096,
}

const isTooMany = (directive: Directive): boolean =>
  Number(arg(directive)) > (MOST[directive.key] ?? Number.POSITIVE_INFINITY)

/** Addresses of any kind in front of a path; not those that only name a group of balanced servers. */
const URL = /^(?:proxy:)?(?!balancer:)[a-z][a-z0-9+.-]*:\/\/([^/]*)/i
const PASSES = /^(proxypass|proxypassmatch|balancermember|proxyset|proxy)$/

/**
 * Reads what was prepared once more and looks for anything that is left: the net below the other parts.
 * @param backends how the backend's address is written there
 * @throws SseCompatError `unsafe-config`
 */
export function auditTree(
  tree: ConfigTree,
  backends: ReadonlySet<string>,
  site: Site,
  build: BuildFacts,
  folder: string,
): void {
  const top = loadTree({ tree, edits: startEdits(tree), folder })
  const own = new Set(Object.values(build.loadable))
  const isOwn = (path: string) =>
    own.has(path) ||
    path === '/dev/null' ||
    path === '/dev/stderr' ||
    (path.includes(`${site.directory}/`) && !path.includes('..'))
  const files = emptyFolder(site)
  for (const directive of walk(top)) {
    const { key } = directive
    const fine = (): boolean => {
      if (reasonToDrop(directive) !== undefined) return false
      if (key === 'loadmodule') return HARMLESS.has(moduleName(arg(directive, 1))) && own.has(arg(directive, 1))
      if (key === 'documentroot') return arg(directive) === files
      if (key === 'directory' || key === 'directorymatch') {
        return [files, elsewhere(site), `^${elsewhere(site)}`].includes(directive.args.at(-1)?.text ?? '')
      }
      if (key === 'alias' || key === 'aliasmatch') return arg(directive, 1) === files
      if (key === 'errorlog') return arg(directive) === '/dev/stderr'
      if (key === 'listen') return arg(directive) === hostPort(site.listen)
      if (key === 'include' || key === 'includeoptional') return true
      if (PASSES.test(key) || (key === 'sethandler' && /proxy:/i.test(arg(directive)))) {
        return directive.args.every(({ text }) => {
          const host = URL.exec(text)?.[1]
          return host === undefined
            ? !/^unix:|^(?!\w+=).*\$\{/.test(text)
            : backends.has(host.toLowerCase()) || backends.has(host.replace(/\$.*$/, '').toLowerCase())
        })
      }
      const path = namesFile(directive)
      return path === undefined || directive.args.every(({ text }) => !/^[/|]/.test(text) || isOwn(text))
    }
    if (fine()) continue
    throw new SseCompatError(
      'unsafe-config',
      `"${directive.name}" reaches out of the sandbox and could not be replaced`,
      {
        where: whereOf(directive),
        advice: 'take the line out, or tell us how it is meant',
      },
    )
  }
}
