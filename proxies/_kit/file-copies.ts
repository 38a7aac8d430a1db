/**
 * Names of files that are read several times, each time with different values: the definition of a macro, once for each use.
 * Lines and offsets in a copy are those of the user's file.
 */
import type { Change } from '../../harness/model/index.ts'

const MARK = /⟨copy \d+⟩$/

/** The name of the user's file, for one of the user's files or a copy. */
export const ownFile = (file: string): string => file.replace(MARK, '')

export const copyOf = (file: string, number: number): string => `${ownFile(file)}⟨copy ${number}⟩`

/** Converts `file:line` to the user's files. */
export const ownWhere = (where: string): string => where.replace(/⟨copy \d+⟩(?=:\d+$)/, '')

/** Offsets in a copy are valid in the file itself. */
export const inOwnFiles = (change: Change): Change => change.map((edit) => ({ ...edit, file: ownFile(edit.file) }))
