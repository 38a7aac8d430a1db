/** Changes of one directive that are the same in every language. Pure. */
import { runAtEnd } from '../../harness/config/run-at-end.ts'
import type { Span } from '../../harness/config/span-edits.ts'
import type { Corrected } from '../../harness/config/spelling.ts'
import { putInstead } from '../../harness/config/text-edits.ts'
import type { ConfigTree, TextEdit } from '../../harness/model/index.ts'

/** @param blank matches one character of the whitespace that is removed with the word, up to the word's start */
export function takeOutWord(tree: ConfigTree, { file, start, end }: Span, blank: RegExp): TextEdit {
  const before = runAtEnd((tree[file] ?? '').slice(0, start), blank)
  return { file, start: start - before, end, text: '' }
}

/** Changes the name of a directive and keeps its arguments. @param start of the name, in `span`'s file */
export function respell(span: Span, start: number, written: string, { name, rest }: Corrected) {
  const text = rest === '' ? name : `${name} ${rest}`
  const { file, line } = span
  return {
    title: `write \`${text}\` instead of \`${written}\``,
    edit: putInstead({ file, line, start, end: start + written.length }, text),
  }
}
