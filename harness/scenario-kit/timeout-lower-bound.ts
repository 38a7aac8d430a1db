import type { Ms } from '../model/index.ts'

/** One observed wait of a proxy. Scheduling delay can only lengthen it. */
export interface Wait {
  readonly after: Ms
  /** How much of `after` may be delay of the harness itself. */
  readonly lateness: Ms
  readonly evidence: readonly number[]
}

export interface ShortestWait {
  readonly after: Ms
  /** The shortest observed wait. */
  readonly atMost: Ms
  /** The time is accurate to within the share `MAX_SPREAD`. */
  readonly sound: boolean
  readonly evidence: readonly number[]
}

/** An uncertainty above this share, in either direction, is too large to report the time. */
const MAX_SPREAD = 0.08

/**
 * Estimates the timeout behind several waits. It is at most the shortest wait, and at least every wait minus the harness's own
 * delay; the result is the middle of this range. Undefined for no waits.
 */
export function shortestWait(waits: readonly Wait[]): ShortestWait | undefined {
  const [shortest] = waits.toSorted((a, b) => a.after - b.after)
  if (shortest === undefined) return undefined
  const atMost = shortest.after
  const least = Math.min(atMost, Math.max(...waits.map(({ after, lateness }) => after - lateness)))
  const after = (atMost + least) / 2
  return { after, atMost, sound: atMost - after <= after * MAX_SPREAD, evidence: shortest.evidence }
}
