/** A whole Apache configuration: the first file of the tree with everything that it includes, put where it is included. */

import { findIncluded, folderOf, isMask } from '../../harness/config-tree.ts'
import type { Edits } from '../../harness/edits.ts'
import type { ConfigTree } from '../../harness/model.ts'
import { SseCompatError } from '../../harness/model.ts'
import { arg, type Directive, parseApache, type Word } from './config.ts'

/** Files that TLS set-ups include. The harness talks cleartext to the proxy, so they are not needed. */
const FOR_TLS = /letsencrypt|certbot|ssl|tls/i

export interface TreeOptions {
  readonly tree: ConfigTree
  readonly edits: Edits
  /** Absolute folder that the tree will be written to. */
  readonly folder: string
}

/** @throws SseCompatError `bad-config` where a file cannot be read, is missing or includes itself */
export function loadTree(options: TreeOptions): readonly Directive[] {
  const main = Object.keys(options.tree)[0]
  if (main === undefined) throw new SseCompatError('bad-config', 'there is no configuration file')
  return loadFile(main, options, [])
}

function loadFile(file: string, options: TreeOptions, within: readonly string[]): readonly Directive[] {
  return expand(parseApache(options.tree[file] ?? '', file), options, [...within, file])
}

function expand(directives: readonly Directive[], options: TreeOptions, within: readonly string[]): Directive[] {
  return directives.flatMap((directive) => {
    if (directive.key === 'include' || directive.key === 'includeoptional') {
      return included(directive, options, within).flatMap((file) => {
        if (!within.includes(file)) return loadFile(file, options, within)
        throw new SseCompatError('bad-config', `${file} includes itself`, { where: whereOf(directive) })
      })
    }
    return directive.section ? [{ ...directive, section: expand(directive.section, options, within) }] : [directive]
  })
}

function included(directive: Directive, options: TreeOptions, within: readonly string[]): readonly string[] {
  const { tree, edits, folder } = options
  const pattern = arg(directive)
  const word: Word | undefined = directive.args[0]
  if (word === undefined) return []
  // Relative to ServerRoot, which is the main file's folder here.
  const { files, moved } = findIncluded(tree, folderOf(within[0] ?? ''), pattern, within)
  if (moved !== undefined) edits.replace(word, `"${folder}/${moved}"`, 'the tree is somewhere else here')
  if (files.length > 0) return files
  if (isMask(pattern) || directive.key === 'includeoptional') edits.drop(directive, 'no such files were given')
  else if (FOR_TLS.test(pattern)) edits.drop(directive, 'the harness talks cleartext to the proxy')
  else {
    throw new SseCompatError('bad-config', `the file "${pattern}" is included but was not given`, {
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
export function active(directives: readonly Directive[], hasModule: (name: string) => boolean): Directive[] {
  return directives.flatMap((directive) => {
    const section = directive.section && active(directive.section, hasModule)
    const condition = arg(directive).replace(/^!/, '')
    const negated = arg(directive).startsWith('!')
    if (directive.key === 'ifmodule') return hasModule(condition) !== negated ? (section ?? []) : []
    // Nothing is defined by -D here, but FOREGROUND.
    if (directive.key === 'ifdefine') return (condition === 'FOREGROUND') !== negated ? (section ?? []) : []
    if (directive.key === 'ifversion') return section ?? []
    if (directive.key === 'iffile' || directive.key === 'ifdirective' || directive.key === 'ifsection') return []
    return section ? [{ ...directive, section }] : [directive]
  })
}
