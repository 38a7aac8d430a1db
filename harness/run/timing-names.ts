/** Fields of a run's timing that had other names in older files. Pure. */
import type { Stored } from '../trace/schema-versions.ts'

/** `playedAgain` became `retried`, `stoodStill` became `stallTime`. A document without a timing is returned as it is. */
export function withTimingNames(older: Stored): Stored {
  const { timing } = older
  if (typeof timing !== 'object' || timing === null) return older
  const { playedAgain: retried, stoodStill: stallTime, ...rest } = timing as Stored
  return { ...older, timing: { ...rest, retried, stallTime } }
}
