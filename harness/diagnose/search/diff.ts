/** A change in the form in which a person applies it: a unified diff of the user's files. */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import { applyChange } from '../../config/text-edits.ts'
import type { Change, ConfigTree } from '../../model/index.ts'

/** A file of the tree → its name in a diff. */
export type NameInDiff = (file: string) => string

/** For `patch -p1`; '' for no change. */
export const unifiedDiff = (before: ConfigTree, change: Change, name: NameInDiff): string =>
  diffOf(before, applyChange(before, change), name)

export function diffOf(before: ConfigTree, after: ConfigTree, name: NameInDiff): string {
  return Object.keys(before)
    .filter((file) => before[file] !== after[file])
    .map((file) =>
      createTwoFilesPatch(
        `a/${name(file)}`,
        `b/${name(file)}`,
        before[file] ?? '',
        after[file] ?? '',
        undefined,
        undefined,
        {
          context: 2,
          headerOptions: FILE_HEADERS_ONLY,
        },
      ),
    )
    .join('')
}
