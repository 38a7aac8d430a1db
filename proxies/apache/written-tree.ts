/** The files of a configuration for the sandbox: under names without a meaning for Apache, with includes that are literal paths. */

import { outputNames } from '../../harness/config/output-names.ts'
import { type ConfigEdits, directive } from '../../harness/config/parsed-edits.ts'
import type { ConfigTree } from '../../harness/model/index.ts'
import { ownFile } from '../_kit/file-copies.ts'
import { MAIN_FILE, renamedIn } from '../_kit/written-files.ts'
import type { Directive } from './config.ts'
import { type Loaded, walk } from './tree.ts'
import { writeAll, writeFile } from './writer.ts'

export interface WrittenTree {
  /** Below the folder: name → text. */
  readonly files: ConfigTree
  /** Name of the user's first file. */
  readonly first: string
  /** Name → the user's key, of files that are written under another name. */
  readonly renamed: Readonly<Record<string, string>>
}

/**
 * A file that nothing includes is not read by Apache, was not audited, and is not written.
 * @param folder absolute, where the files will be
 */
export function writeTree(config: ConfigTree, loaded: Loaded, edits: ConfigEdits, folder: string): WrittenTree {
  const names = outputNames([...loaded.files.keys()], [MAIN_FILE])
  const nameOf = (key: string): string => names.get(key) ?? key
  const lists: Record<string, string> = {}
  const included = (place: string): string | undefined => {
    const paths = (loaded.includes.get(place) ?? []).map((key) => `${folder}/${nameOf(key)}`)
    if (paths.length < 2) return paths[0]
    // Apache reads one directive a line, and a mask is no literal path.
    const name = `sse-compat-files/includes-${Object.keys(lists).length + 1}.conf`
    lists[name] = writeAll(
      name,
      paths.map((path) => directive('Include', path)),
    )
    return `${folder}/${name}`
  }
  const files = [...loaded.files].map(([key, directives]) => {
    // The expansion of a macro is not a file of the configuration: it is not padded beyond its own lines.
    const lines = config[key]?.split('\n').length ?? 0
    return [nameOf(key), writeFile({ file: key, directives, lines }, edits, included)] as const
  })
  return {
    files: { ...Object.fromEntries(files), ...lists },
    first: nameOf(Object.keys(config)[0] ?? ''),
    renamed: renamedIn([...names].map(([key, name]) => [ownFile(key), name])),
  }
}

/** Lists the values of the variables: the written files have the values in their place. */
export function listVariables(top: readonly Directive[], tree: ConfigTree, edits: ConfigEdits): void {
  for (const { args } of walk(top)) {
    for (const word of args) {
      const raw = (tree[word.file] ?? '').slice(word.start, word.end)
      if (!raw.includes('${') || raw.includes(word.text)) continue
      const asWritten = { ...word, text: raw }
      edits.replaceWord(asWritten, word.text, 'the value that it has there')
    }
  }
}
