/** What may be wrong with a stream behind a profile. */

/** What may happen to a stream; those that a remedy of the application's may change have its name in `advise.ts`. */
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
