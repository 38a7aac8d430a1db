/** Possible problems of a stream behind a profile. */

/** Kinds of problems. `advise.ts` lists the remedies for those that the application may be able to solve. */
export type ProblemKind =
  | 'unreached'
  | 'no-answer'
  | 'status'
  | 'buffered'
  | 'delayed'
  | 'lost'
  | 'closed-early'
  | 'truncated'
  | 'truncation-hidden'
  | 'head-delayed'
  | 'compressed'
  | 'leaves-late'
  | 'leaves-unnoticed'
  | 'idle'
  | 'idle-risk'
  | 'total'
  | 'reload'
  | 'last-event-id'
  | 'left-waiting'
  | 'lost-at-abort'
  | 'cache-leak'
  | 'waits-for-other'

export interface Problem {
  readonly kind: ProblemKind
  /** `broken`: the stream does not survive. `degraded`: it works, with a warning. */
  readonly severity: 'broken' | 'degraded'
  readonly says: string
  readonly because: readonly string[]
}

export const broken = (kind: ProblemKind, says: string, because: readonly string[] = []): Problem => ({
  kind,
  severity: 'broken',
  says,
  because,
})
export const degraded = (kind: ProblemKind, says: string, because: readonly string[] = []): Problem => ({
  kind,
  severity: 'degraded',
  says,
  because,
})
