/** A whole Apache configuration: the first file of the tree with everything that it includes, put where it is included. */

import { findIncluded, folderOf, isMask } from '../../harness/config-tree.ts'
import { type Edits, oneLine } from '../../harness/edits.ts'
import type { ConfigTree } from '../../harness/model.ts'
import { SseCompatError } from '../../harness/model.ts'
import { arg, type Directive, parseApache, type Word } from './config.ts'
import { startVariables, type Variables } from './variables.ts'

/** Files that TLS set-ups include. The front of a cell is cleartext or the harness's own TLS, so they are not needed. */
const FOR_TLS = /letsencrypt|certbot|ssl|tls/i

/** Files within files, and files in all, each as often as it is included. */
const DEEPEST = 30
const MOST = 2000

export interface TreeOptions {
  readonly tree: ConfigTree
  readonly edits: Edits
  /** Absolute folder that the tree will be written to. */
  readonly folder: string
  /** Gets the files that were read. */
  readonly loaded?: Set<string>
  /** Set by this file itself. */
  readonly reading?: Reading
}

interface Reading {
  left: number
  /** A whole configuration: what it includes and what was not given is its own fault. */
  readonly whole: boolean
  readonly variables: Variables
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
  const whole = directives.some(({ key }) => key === 'serverroot' || key === 'loadmodule')
  const reading = options.reading ?? { left: MOST, whole, variables: startVariables() }
  // A long file counts as several.
  reading.left -= 1 + Math.floor(text.length / 10_000)
  if (within.length > DEEPEST || reading.left < 0) {
    throw new SseCompatError('bad-config', 'files include each other without end', { where: `${within.at(-1)}:1` })
  }
  options.loaded?.add(file)
  return expand(directives, { ...options, reading }, [...within, file])
}

function expand(
  directives: readonly Directive[],
  options: TreeOptions,
  within: readonly string[],
  isConditional = false,
): Directive[] {
  return directives.flatMap((written) => {
    const directive = options.reading?.variables.resolve(written) ?? written
    if (directive.key === 'include' || directive.key === 'includeoptional') {
      const files = included(directive, options, within, isConditional)
      if (files.length === 0 && options.reading && --options.reading.left < 0) {
        throw new SseCompatError('bad-config', `more than ${MOST} includes`, { where: whereOf(directive) })
      }
      return files.flatMap((file) => {
        if (!within.includes(file)) return loadFile(file, options, within)
        throw new SseCompatError('bad-config', `${file} includes itself`, { where: whereOf(directive) })
      })
    }
    if (directive.section === undefined) return [directive]
    const inner = expand(directive.section, options, within, isConditional || CONDITION.test(directive.key))
    return [{ ...directive, section: inner }]
  })
}

function included(
  directive: Directive,
  options: TreeOptions,
  within: readonly string[],
  isConditional: boolean,
): readonly string[] {
  const { tree, edits, folder } = options
  const pattern = arg(directive)
  const word: Word | undefined = directive.args[0]
  if (word === undefined) return []
  // Relative to ServerRoot, which is the main file's folder here.
  const base = folderOf(within[0] ?? '')
  const { files, moved } = findIncluded(tree, base, pattern, within)
  if (moved !== undefined) edits.replace(word, `"${folder}/${moved}"`, 'the tree is somewhere else here')
  if (files.length > 0) return files
  // Of a folder Apache reads every file.
  const inside = findIncluded(tree, base, `${pattern.replace(/\/$/, '')}/*`, within)
  if (inside.files.length > 0) {
    edits.replace(
      word,
      `"${folder}/${inside.moved ?? `${base}${pattern.replace(/\/$/, '')}/*`}"`,
      'the files of that folder',
    )
    return inside.files
  }
  if (isMask(pattern) || directive.key === 'includeoptional') edits.drop(directive, 'no such files were given')
  else if (FOR_TLS.test(pattern))
    edits.drop(directive, 'the harness talks cleartext to the proxy, or TLS with a certificate of its own')
  else if (isConditional || pattern.startsWith('/') || !options.reading?.whole) {
    edits.drop(directive, 'that file was not given: what it sets is missing here')
  } else {
    throw new SseCompatError('bad-config', `the file "${oneLine(pattern)}" is included but was not given`, {
      where: whereOf(directive),
      advice: 'give the folder that holds the whole configuration, or take the line out',
    })
  }
  return []
}

export const whereOf = (directive: Directive): string => `${directive.file}:${directive.line}`

/** Every directive, outer ones first. */
export function* walk(directives: readonly Directive[]): Generator<Directive> {
  for (const directive of directives) {
    yield directive
    if (directive.section) yield* walk(directive.section)
  }
}

/**
 * The directives that hold, with the conditional sections around them taken away.
 * @param hasModule tells of a module by its bare name, e.g. `proxy_http`
 */
export function active(
  directives: readonly Directive[],
  hasModule: (name: string) => boolean,
  defined: Set<string> = new Set(['FOREGROUND']),
): Directive[] {
  return directives.flatMap((directive) => {
    const condition = arg(directive).replace(/^!/, '')
    const negated = arg(directive).startsWith('!')
    const inner = () => active(directive.section ?? [], hasModule, defined)
    if (directive.key === 'define') defined.add(arg(directive))
    if (directive.key === 'undefine') defined.delete(arg(directive))
    if (directive.key === 'ifmodule') return hasModule(condition) !== negated ? inner() : []
    if (directive.key === 'ifdefine') return defined.has(condition) !== negated ? inner() : []
    if (directive.key === 'ifversion') return inner()
    if (directive.key === 'iffile' || directive.key === 'ifdirective' || directive.key === 'ifsection') {
      return negated ? inner() : []
    }
    return directive.section ? [{ ...directive, section: inner() }] : [directive]
  })
}
