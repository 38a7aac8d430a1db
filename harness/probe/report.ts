/** The result of a probe, and its grade: the worst finding decides. Pure. */
import type { Found, Level } from './finding.ts'
import type { Observation } from './observation.ts'
import type { RecognisedHop } from './recognise.ts'

export type Grade = 'works' | 'degraded' | 'broken' | 'unknown'

export interface ProbeReport {
  readonly url: string
  readonly method: string
  readonly grade: Grade
  readonly sentence: string
  readonly findings: readonly Found[]
  readonly hops: readonly RecognisedHop[]
  /** True where the nearest hop's answer to an invalid request was requested as well. */
  readonly identified: boolean
  readonly observation: Observation
  readonly direct?: Observation
}

const ORDER: readonly Level[] = ['broken', 'degraded', 'unknown', 'note']

/** `works` requires that everything could be judged. */
export function gradeOf(found: readonly Found[]): Grade {
  const worst = ORDER.find((level) => found.some((one) => one.level === level))
  return worst === undefined || worst === 'note' ? 'works' : worst
}

export const inOrder = (found: readonly Found[]): Found[] =>
  found.toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))

export const sentenceOf = (found: readonly Found[]): string => inOrder(found)[0]?.says ?? 'nothing was seen'
