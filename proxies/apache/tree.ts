/** A whole Apache configuration: the first file of the tree with everything that it includes, put where it is included. */

import { findIncluded, folderOf } from '../../harness/config/find-included.ts'
import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { ConfigTree } from '../../harness/model/index.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import { walkAll, whereOf } from '../_kit/directive.ts'
import { type IncludeBudget, includeNotGiven, startIncludeBudget } from '../_kit/include-budget.ts'
import { arg, type Directive, parseApache, type Word } from './config.ts'
import { type Macros, startMacros } from './macros.ts'
import { startVariables, type Variables } from './variables.ts'
import { isVersion } from './version-condition.ts'

export interface TreeOptions {
  readonly tree: ConfigTree
  /** Of who writes the tree somewhere else. */
  readonly edits?: ConfigEdits
  /** Absolute folder that the tree will be written to. */
  readonly folder?: string
  /** What variables are looked up in that no `Define` sets. */
  readonly environment?: Readonly<Record<string, string>>
  /** Gets what was read. */
  readonly loaded?: Loaded
  /** Gets the `includeKey` of includes that were left out since they were not given. */
  readonly missing?: Set<string>
  /** Gets those too whose file would set what the harness sets itself, such as certificates. */
  readonly absent?: Set<string>
  /** Gets the macros; default: such that nobody asks for. */
  readonly macros?: Macros
  /** Set by this file itself. */
  readonly reading?: Reading
}

/** Each file as it was read for the first time, with the values of its variables. */
export interface Loaded {
  /** Includes are left in their place. */
  readonly files: Map<string, readonly Directive[]>
  /** `start` and file of an include, or of a `Use` → what it includes. */
  readonly includes: Map<string, readonly string[]>
}

export const includeKey = ({ file, start }: Directive): string => `${start}:${file}`

interface Reading {
  readonly budget: IncludeBudget
  readonly variables: Variables
  readonly macros: Macros
}

/** What is in such a section may be for another machine, and is often for modules that are not loaded. */
const CONDITION = /^if(module|define|version|file)$/

/** @throws SseCompatError `bad-config` where a file cannot be read, is missing or includes itself */
export function loadTree(options: TreeOptions): readonly Directive[] {
  const main = Object.keys(options.tree)[0]
  if (main === undefined) throw new SseCompatError('bad-config', 'there is no configuration file')
  return loadFile(main, options, [])
}

function loadFile(file: string, options: TreeOptions, within: readonly string[]): readonly Directive[] {
  const text = options.tree[file] ?? ''
  const directives = parseApache(text, file)
  const reading = options.reading ?? {
    budget: startIncludeBudget(),
    variables: startVariables(options.environment),
    macros: options.macros ?? startMacros(options.tree),
  }
  reading.budget.readFile(file, text, within)
  const read = expand(directives, { ...options, reading }, [...within, file])
  if (options.loaded?.files.has(file) === false) options.loaded.files.set(file, read.written)
  return read.expanded
}

interface Expanded {
  /** With includes in their place. */
  readonly written: Directive[]
  /** With what they include in their place. */
  readonly expanded: Directive[]
}

function expand(
  directives: readonly Directive[],
  options: TreeOptions & { readonly reading: Reading },
  within: readonly string[],
  isConditional = false,
): Expanded {
  const written: Directive[] = []
  const expanded: Directive[] = []
  for (const unresolved of directives) {
    const directive = options.reading.variables.resolve(unresolved)
    if (isInclude(directive)) {
      written.push(directive)
      const inside = readIncluded(directive, options, within)
      // It stays where it is, so that it is known for which routes it would have held.
      const key = includeKey(directive)
      const isAbsent = options.missing?.has(key) || options.absent?.has(key)
      // One by one: an included file may have more directives than a call may have arguments.
      for (const one of isAbsent ? [directive] : inside) expanded.push(one)
    } else if (directive.key === 'macro') {
      options.reading.macros.define(directive)
      // It stays, so that it is known that its module is there; it is not written.
      expanded.push(directive)
    } else if (directive.key === 'use' || directive.key === 'undefmacro') {
      const used = readMacro(directive, options, within, isConditional)
      written.push(used.written)
      for (const one of used.expanded) expanded.push(one)
    } else if (directive.section === undefined) {
      written.push(directive)
      expanded.push(directive)
    } else {
      const inner = expand(directive.section, options, within, isConditional || CONDITION.test(directive.key))
      written.push({ ...directive, section: inner.written })
      expanded.push({ ...directive, section: inner.expanded })
    }
  }
  return { written, expanded }
}

/** @throws SseCompatError `bad-config` for one that Apache refuses, unless a condition may keep it out */
function readMacro(
  directive: Directive,
  options: TreeOptions & { readonly reading: Reading },
  within: readonly string[],
  isConditional: boolean,
): { readonly written: Directive; readonly expanded: readonly Directive[] } {
  const { loaded, reading } = options
  const isUse = directive.key === 'use'
  const found = isUse ? reading.macros.use(directive, within) : reading.macros.undefine(directive)
  if (typeof found === 'string') {
    if (!isConditional) throw refusedUse(directive, found)
    const refused = { ...directive, refused: found }
    return { written: refused, expanded: [refused] }
  }
  if (found === undefined) return { written: directive, expanded: [directive] }
  reading.budget.readCopy(found.size, within, whereOf(directive))
  const read = expand(found.directives, options, [...within, found.file], isConditional)
  if (loaded?.includes.has(includeKey(directive)) === false) loaded.includes.set(includeKey(directive), [found.file])
  if (loaded?.files.has(found.file) === false) loaded.files.set(found.file, read.written)
  return { written: directive, expanded: read.expanded }
}

export const refusedUse = (directive: Directive, message: string): SseCompatError =>
  new SseCompatError('bad-config', message, {
    where: whereOf(directive),
    advice: message.startsWith('recursive')
      ? 'remove this Use from the macro, or from those that it uses: a macro cannot contain itself'
      : 'define the macro in front of its first Use, with as many parameters; or give the file that defines it',
  })

export const isInclude = ({ key }: Directive): boolean => key === 'include' || key === 'includeoptional'

function readIncluded(
  directive: Directive,
  options: TreeOptions & { readonly reading: Reading },
  within: readonly string[],
): readonly Directive[] {
  const files = included(directive, options, within)
  const { loaded, reading } = options
  if (loaded?.includes.has(includeKey(directive)) === false) loaded.includes.set(includeKey(directive), files)
  return reading.budget.readAll(files, within, whereOf(directive), (file) => loadFile(file, options, within))
}

function included(
  directive: Directive,
  options: TreeOptions & { readonly reading: Reading },
  within: readonly string[],
): readonly string[] {
  const { tree, edits, folder = '' } = options
  const pattern = arg(directive)
  const word: Word | undefined = directive.args[0]
  if (word === undefined) return []
  // Relative to ServerRoot, which is the main file's folder here.
  const base = folderOf(within[0] ?? '')
  const { files, moved } = findIncluded(tree, base, pattern, within)
  if (moved !== undefined) edits?.replaceWord(word, `${folder}/${moved}`, 'the tree is somewhere else here')
  if (files.length > 0) return files
  // Of a folder Apache reads every file.
  const inside = findIncluded(tree, base, `${pattern.replace(/\/$/, '')}/*`, within)
  if (inside.files.length > 0) {
    const all = inside.moved ?? `${base}${pattern.replace(/\/$/, '')}/*`
    edits?.replaceWord(word, `${folder}/${all}`, 'the files of that folder')
    return inside.files
  }
  // Apache refuses an Include whose mask matches nothing.
  const isOptional = directive.key === 'includeoptional'
  const { why, isMissing } = includeNotGiven(pattern, isOptional)
  if (!isOptional) options.absent?.add(includeKey(directive))
  if (isMissing) options.missing?.add(includeKey(directive))
  edits?.drop(directive, why)
  return []
}

/** Every directive, outer ones first. */
export const walk = (directives: readonly Directive[]): Generator<Directive> =>
  walkAll(directives, ({ section }) => section)

/** Every directive with the sections around it, the innermost last. */
export function* walkWithin(
  directives: readonly Directive[],
  within: readonly Directive[] = [],
): Generator<readonly [Directive, readonly Directive[]]> {
  for (const directive of directives) {
    yield [directive, within]
    if (directive.section) yield* walkWithin(directive.section, [...within, directive])
  }
}

const wordsOf = ({ args }: Directive): readonly string[] => args.map(({ text }) => text)

/**
 * The directives that hold, with the conditional sections around them taken away.
 * @param hasModule tells of a module by its bare name, e.g. `proxy_http`
 * @param version of the build
 */
export function active(
  directives: readonly Directive[],
  hasModule: (name: string) => boolean,
  version: string,
  defined: Set<string> = new Set(['FOREGROUND']),
): Directive[] {
  return directives.flatMap((directive) => {
    const condition = arg(directive).replace(/^!/, '')
    const negated = arg(directive).startsWith('!')
    const inner = () => active(directive.section ?? [], hasModule, version, defined)
    if (directive.key === 'define') defined.add(arg(directive))
    if (directive.key === 'undefine') defined.delete(arg(directive))
    if (directive.key === 'ifmodule') return hasModule(condition) !== negated ? inner() : []
    if (directive.key === 'ifdefine') return defined.has(condition) !== negated ? inner() : []
    if (directive.key === 'ifversion') return isVersion(wordsOf(directive), version) ? inner() : []
    if (directive.key === 'iffile' || directive.key === 'ifdirective' || directive.key === 'ifsection') {
      return negated ? inner() : []
    }
    return directive.section ? [{ ...directive, section: inner() }] : [directive]
  })
}
