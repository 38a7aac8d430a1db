/**
 * Names of files that are read several times, each time with other values: a macro's definition, once for each use. Lines and offsets
 * of a copy are those of the user's file.
 */
import type { Change } from '../../harness/model/index.ts'

const MARK = /⟨copy \d+⟩$/

/** The user's file, of one of his own or of a copy. */
export const ownFile = (file: string): string => file.replace(MARK, '')

export const copyOf = (file: string, number: number): string => `${ownFile(file)}⟨copy ${number}⟩`

/** The same `file:line` in the user's files. */
export const ownWhere = (where: string): string => where.replace(/⟨copy \d+⟩(?=:\d+$)/, '')

/** Offsets in a copy are those in the file itself. */
export const inOwnFiles = (change: Change): Change => change.map((edit) => ({ ...edit, file: ownFile(edit.file) }))
