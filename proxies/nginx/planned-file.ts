/** What is to be written for one file: its directives with the edits applied, each on the line where the user has it. */

import type { ConfigEdits, NewDirective } from '../../harness/config/parsed-edits.ts'
import type { Directive } from './config.ts'

export interface PlannedWord {
  readonly text: string
  readonly line: number
}

export interface Planned {
  readonly name: PlannedWord
  readonly args: readonly PlannedWord[]
  /** Line of the `{`; undefined for a simple directive. */
  readonly opening: number | undefined
  readonly block: readonly Planned[] | undefined
  /** Line of the `;` or `}`. */
  readonly endLine: number
}

/** @param top directives of one file, as parsed, without what it includes */
export function planFile(top: readonly Directive[], edits: ConfigEdits): readonly Planned[] {
  return top.flatMap((directive) => {
    const { instead, first, last, more } = edits.editOf(directive)
    if (instead) return instead.map((one) => planAt(one, directive.line))
    const args = directive.args.flatMap((word): PlannedWord[] => {
      const text = edits.wordFor(word)
      return text === undefined ? [] : [{ text, line: word.line }]
    })
    const lastLine = directive.args.at(-1)?.line ?? directive.line
    return {
      name: { text: directive.name, line: directive.line },
      args: [...args, ...more.map((text) => ({ text, line: lastLine }))],
      opening: directive.opening?.line,
      block: directive.block && [
        ...first.map((one) => planAt(one, directive.opening?.line ?? directive.line)),
        ...planFile(directive.block, edits),
        ...last.map((one) => planAt(one, directive.endLine)),
      ],
      endLine: directive.endLine,
    }
  })
}

/** All of it in one line. */
export function planAt({ name, args, block }: NewDirective, line: number): Planned {
  return {
    name: { text: name, line },
    args: args.map((text) => ({ text, line })),
    opening: block && line,
    block: block?.map((one) => planAt(one, line)),
    endLine: line,
  }
}

/** One line each, as a file of the harness's own. */
export function planOwn(directives: readonly NewDirective[], from = 1): readonly Planned[] {
  let line = from
  return directives.map(({ name, args, block }) => {
    const at = line
    const inner = block && planOwn(block, at + 1)
    const end = inner && inner.length > 0 ? (inner.at(-1)?.endLine ?? at) + 1 : at
    line = end + 1
    return { ...planAt({ name, args }, at), opening: block && at, block: inner, endLine: end }
  })
}
