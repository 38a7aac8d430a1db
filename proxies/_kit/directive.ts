/** What the parsed forms of all configuration languages have in common. */

import type { Span } from '../../harness/config/span-edits.ts'
import { ownFile } from './file-copies.ts'

export interface Word extends Span {
  /** Without its quotes and escapes. */
  readonly text: string
}

/** `file:line` in the user's files, for messages. */
export const whereOf = ({ file, line }: Pick<Span, 'file' | 'line'>): string => `${ownFile(file)}:${line}`

/**
 * Every directive, outer ones first.
 * @param innerOf returns the directives in a block; undefined where there is no block
 */
export function* walkAll<D>(
  directives: readonly D[],
  innerOf: (directive: D) => readonly D[] | undefined,
): Generator<D> {
  for (const directive of directives) {
    yield directive
    const inner = innerOf(directive)
    if (inner) yield* walkAll(inner, innerOf)
  }
}
