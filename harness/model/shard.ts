/** One of several machines that share a run. */
export interface Shard {
  /** From 1. */
  readonly index: number
  readonly count: number
}
