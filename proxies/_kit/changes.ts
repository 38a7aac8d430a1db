/** Changes of one directive that look alike in every language. Pure. */
import type { Span } from '../../harness/config/span-edits.ts'
import type { Corrected } from '../../harness/config/spelling.ts'
import { putInstead } from '../../harness/config/text-edits.ts'
import type { ConfigTree, TextEdit } from '../../harness/model/index.ts'

/** @param blanks what goes with the word before it, up to its end */
export function takeOutWord(tree: ConfigTree, { file, start, end }: Span, blanks: RegExp): TextEdit {
  const before = blanks.exec((tree[file] ?? '').slice(0, start))?.[0].length ?? 0
  return { file, start: start - before, end, text: '' }
}

/** Another name for a directive; what it says stays. @param start of the name, in `span`'s file */
export function respell(span: Span, start: number, written: string, { name, rest }: Corrected) {
  const text = rest === '' ? name : `${name} ${rest}`
  const { file, line } = span
  return {
    title: `write \`${text}\` instead of \`${written}\``,
    edit: putInstead({ file, line, start, end: start + written.length }, text),
  }
}
