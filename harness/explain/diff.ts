/** A change as a person applies it: a unified diff of their own files. */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import { applyChange } from '../changes.ts'
import type { Change, ConfigTree } from '../model.ts'

/** For `patch -p0` in the configuration's folder; '' for no change. */
export const unifiedDiff = (before: ConfigTree, change: Change): string => diffOf(before, applyChange(before, change))

export function diffOf(before: ConfigTree, after: ConfigTree): string {
  return Object.keys(before)
    .filter((file) => before[file] !== after[file])
    .map((file) =>
      createTwoFilesPatch(file, file, before[file] ?? '', after[file] ?? '', undefined, undefined, {
        context: 2,
        headerOptions: FILE_HEADERS_ONLY,
      }),
    )
    .join('')
}
