import type { Grade } from '../../../harness/model/index.ts'

export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  works: 'works',
  degraded: 'degraded',
  broken: '**broken**',
  refused: '**refused**',
  unknown: 'not judged',
}
