import type { Grade } from '../../model/index.ts'

export const GRADE_COLOURS = {
  works: 'green',
  degraded: 'yellow',
  broken: 'red',
  refused: 'magenta',
  unknown: 'gray',
} as const satisfies Readonly<Record<Grade, string>>

/** The displayed word for `unknown`. */
export const gradeWord = (grade: Grade): string => (grade === 'unknown' ? 'not judged' : grade)
