/** Removes from an Apache configuration everything that runs a program, names files and sockets outside of the sandbox, or is unknown. */

import { type ConfigEdits, directive as written } from '../../../harness/config/parsed-edits.ts'
import type { BuildFacts, PrepareOptions, Site } from '../../../harness/model/index.ts'
import { notWithoutIsolation } from '../../_kit/audit-refusals.ts'
import { whereOf } from '../../_kit/directive.ts'
import { arg, type Directive } from '../config.ts'
import { elsewhere } from '../empty-folder.ts'
import { isKnownModule } from '../modules.ts'
import { lackedBy } from '../packages.ts'
import { walk } from '../tree.ts'
import { NO_FILE, reasonToDrop } from './arguments.ts'
import { kindOf } from './directives.ts'
import { FILE_TEST, HIDDEN_PROXY, mayBecomeProxy } from './rewriting.ts'
import { numberOf } from './sizes.ts'

export interface Dropping {
  readonly site: Site
  readonly build: BuildFacts
  readonly edits: ConfigEdits
  readonly options: PrepareOptions
  /** Whether a directive is in effect: one for a module that is not there is harmless. */
  readonly holds: (directive: Directive) => boolean
}

/** Must run before any other edit, so that no part of a dropped directive stays. */
export function dropUnsafe(top: readonly Directive[], { site, build, edits, options, holds }: Dropping): void {
  if (options.withoutLacking) dropLacking(top, build, edits)
  const refused = (directive: Directive, why: string): void => {
    if (options.strict && holds(directive)) throw notWithoutIsolation(directive.name, whereOf(directive), why)
  }
  const drop = (directive: Directive, why: string): void => {
    refused(directive, why)
    edits.replaceWhole(directive, [], why)
  }
  for (const directive of walk(top)) {
    const { key, args } = directive
    const [first, second] = args
    if (edits.editOf(directive).instead !== undefined || isDefinition(directive)) continue
    if (key === 'rewritecond' && first && FILE_TEST.test(arg(directive, 1))) {
      edits.replaceWord(first, elsewhere(site), NO_FILE)
    } else if (key === 'rewriterule' && second && mayBecomeProxy(directive) && /^[$%]/.test(second.text)) {
      refused(directive, HIDDEN_PROXY)
      edits.replaceWord(second, `/${second.text}`, HIDDEN_PROXY)
    } else {
      const why = reasonToDrop(directive, { site, build }) ?? unknownTo(directive, build)
      if (why !== undefined) drop(directive, why)
      else if (key === 'proxyrequests' && !/^off$/i.test(arg(directive))) {
        const why = 'nothing but the origin of the harness is reached from here'
        edits.replace(directive, written('ProxyRequests', 'Off'), why)
      } else if (key === 'allowoverride' && !isNone(directive)) {
        edits.replace(directive, written('AllowOverride', 'None'), 'no file is read while a request is answered')
      } else if (asksDns(directive)) drop(directive, 'asks for names, which are not answered here')
      else if (isTooMany(directive)) edits.drop(directive, 'more processes than a test needs')
    }
  }
}

/** A definition is not written: the lines that a `Use` expands to are. */
const isDefinition = ({ key, refused }: Directive): boolean =>
  (key === 'macro' || key === 'undefmacro') && refused === undefined

export const isNone = ({ args }: Directive): boolean => args.length === 1 && /^none$/i.test(args[0]?.text ?? '')

/** Apache itself rejects an unknown directive, unless the build has unknown modules compiled in. */
export function unknownTo(directive: Directive, build: BuildFacts): string | undefined {
  if (kindOf(directive.key) !== undefined) return undefined
  const module = build.builtIn.find((name) => !isKnownModule(name))
  return module && `may be a directive of ${module}, which is compiled into this build and is not known here`
}

/** A directive for a module that may be missing is harmless. */
function dropLacking(directives: readonly Directive[], build: BuildFacts, edits: ConfigEdits): void {
  for (const directive of directives) {
    const lack = lackedBy(directive, build)
    if (lack !== undefined)
      edits.replaceWhole(directive, [], `this build has no ${lack.module}; ${lack.source}`, lack.module)
    else if (directive.key !== 'ifmodule') dropLacking(directive.section ?? [], build, edits)
  }
}

export function asksDns({ key, args }: Directive): boolean {
  if (key === 'usecanonicalname') return /^dns$/i.test(args[0]?.text ?? '')
  if (key.startsWith('setenvif') && /^remote_host$/i.test(args[0]?.text ?? '')) return true
  return args.some(({ text }) => /%\{REMOTE_HOST\}/i.test(text))
}

const MAX: Readonly<Record<string, number>> = {
  startservers: 16,
  minspareservers: 16,
  minsparethreads: 512,
  threadsperchild: 1024,
  threadlimit: 4096,
}

const isTooMany = (directive: Directive): boolean =>
  (numberOf(arg(directive)) ?? 0) > (MAX[directive.key] ?? Number.POSITIVE_INFINITY)
