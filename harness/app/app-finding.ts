/** Findings about an application, each with the rule that it refers to. */
export interface AppFinding {
  /** Stable, for programs. */
  readonly id: string
  /** `error`: clients cannot use it, or lose data. `warning`: it will break somewhere. `note`: good to know. */
  readonly level: 'error' | 'warning' | 'note'
  readonly says: string
  readonly rule: string
  /** What to do, where the sentence does not tell. */
  readonly advice?: string
}
