/** A whole nginx configuration: the first file of the tree with everything that it includes, put where it is included. */

import { findIncluded, folderOf, isMask } from '../../harness/config/find-included.ts'
import { type ConfigEdits, type NewDirective, directive as written } from '../../harness/config/parsed-edits.ts'
import type { BuildFacts, ConfigTree } from '../../harness/model/index.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type IncludeBudget, includeNotGiven, startIncludeBudget } from '../_kit/include-budget.ts'
import { type Directive, firstArg, parseNginx, type Word } from './config.ts'

/** Files that come with nginx, as its packages put them beside `nginx.conf`. */
const SHIPPED =
  /(?:^|\/)(mime\.types|fastcgi_params|fastcgi\.conf|scgi_params|uwsgi_params|proxy_params|koi-utf|koi-win|win-utf)$/

const PROXY_PARAMS: readonly NewDirective[] = [
  written('proxy_set_header', 'Host', '$http_host'),
  written('proxy_set_header', 'X-Real-IP', '$remote_addr'),
  written('proxy_set_header', 'X-Forwarded-For', '$proxy_add_x_forwarded_for'),
  written('proxy_set_header', 'X-Forwarded-Proto', '$scheme'),
]

export interface TreeOptions {
  readonly tree: ConfigTree
  readonly edits: ConfigEdits
  readonly build: BuildFacts
  /** Absolute folder that the tree will be written to. */
  readonly folder: string
  /** Under which name each file will be written there, where that is another than the user's. */
  readonly names?: ReadonlyMap<string, string>
  /** Gets the files that were read. */
  readonly loaded?: Set<string>
  /** Gets the includes that were left out since they were not given. */
  readonly missing?: Set<Directive>
  /** Gets the includes that were replaced by what a file that comes with nginx contains. */
  readonly replaced?: Set<Directive>
  /** Set by this file itself: how many files may still be read. */
  readonly reads?: { readonly budget: IncludeBudget; readonly parsed: Map<string, readonly Directive[]> }
}

/** @throws SseCompatError `bad-config` where a file cannot be read, is missing or includes itself */
export function loadTree(options: TreeOptions): readonly Directive[] {
  const main = Object.keys(options.tree)[0]
  if (main === undefined) throw new SseCompatError('bad-config', 'there is no configuration file')
  return loadFile(main, options, [])
}

function loadFile(file: string, options: TreeOptions, within: readonly string[]): readonly Directive[] {
  const reads = options.reads ?? { budget: startIncludeBudget(), parsed: new Map() }
  const text = options.tree[file] ?? ''
  reads.budget.readFile(file, text, within)
  options.loaded?.add(file)
  const directives = reads.parsed.get(file) ?? parseNginx(text, file)
  reads.parsed.set(file, directives)
  return expand(directives, { ...options, reads }, [...within, file])
}

function expand(
  directives: readonly Directive[],
  options: TreeOptions & Required<Pick<TreeOptions, 'reads'>>,
  within: readonly string[],
): Directive[] {
  return directives.flatMap((directive) => {
    if (directive.name === 'include' && directive.args.length === 1) {
      const files = included(directive, options, within)
      const read = (file: string) => loadFile(file, options, within)
      const inside = options.reads.budget.readAll(files, within, whereOf(directive), read)
      // It stays where it is, so that it is known for which routes it holds.
      return options.missing?.has(directive) || options.replaced?.has(directive) ? [directive] : inside
    }
    return directive.block ? [{ ...directive, block: expand(directive.block, options, within) }] : [directive]
  })
}

/** The files of the tree that an `include` names; one that names none is pointed elsewhere or dropped. */
function included(directive: Directive, options: TreeOptions, within: readonly string[]): readonly string[] {
  const { tree, edits, build, folder, names } = options
  const pattern = firstArg(directive)
  const word = directive.args[0] as Word
  // Relative to the main file's folder, as nginx does.
  const { files, moved } = findIncluded(tree, folderOf(within[0] ?? ''), pattern, within)
  if (moved !== undefined) edits.replaceWord(word, `${folder}/${moved}`, 'the tree is somewhere else here')
  if (files.length > 0) {
    // Each file by its own path: no mask, and no name that could mean something else, is left to nginx.
    const paths = files.map((file) => `${folder}/${names?.get(file) ?? file}`)
    edits.rephrase(
      directive,
      paths.map((path) => written('include', path)),
    )
    return files
  }
  const shipped = SHIPPED.exec(pattern)?.[1]
  if (shipped === 'proxy_params') {
    options.replaced?.add(directive)
    edits.replace(directive, PROXY_PARAMS, 'what that file has in Debian')
  } else if (shipped === 'mime.types' && build.dataDirectory !== '') {
    edits.replaceWord(word, `${build.dataDirectory}/${shipped}`, "the build's own file")
  } else if (shipped !== undefined) {
    const why = 'not needed for a proxied stream'
    edits.drop(directive, shipped === 'mime.types' ? `the build has no mime.types; ${why}` : why)
  } else {
    // nginx takes a mask that matches nothing, but it must not pick up this machine's own files.
    const { why, isMissing } = includeNotGiven(pattern, isMask(pattern))
    if (isMissing) options.missing?.add(directive)
    edits.drop(directive, why)
  }
  return []
}
