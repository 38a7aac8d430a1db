import type { Ms } from '../model/index.ts'

/** One time that a proxy was seen to wait: what the machine does makes it longer, never shorter. */
export interface Wait {
  readonly after: Ms
  /** So much of `after` may be the harness's own lateness. */
  readonly lateness: Ms
  readonly evidence: readonly number[]
}

export interface ShortestWait {
  readonly after: Ms
  /** The shortest that was seen. */
  readonly atMost: Ms
  /** The time is known to within `DOUBT` of itself. */
  readonly sound: boolean
  readonly evidence: readonly number[]
}

/** More than this share of a time to either side, and it is not told. */
const DOUBT = 0.08

/**
 * The limit that several waits overran: not more than the shortest of them, nor less than any of them without the harness's
 * own lateness; the middle between these. Undefined for no waits.
 */
export function shortestWait(waits: readonly Wait[]): ShortestWait | undefined {
  const [shortest] = waits.toSorted((a, b) => a.after - b.after)
  if (shortest === undefined) return undefined
  const atMost = shortest.after
  const least = Math.min(atMost, Math.max(...waits.map(({ after, lateness }) => after - lateness)))
  const after = (atMost + least) / 2
  return { after, atMost, sound: atMost - after <= after * DOUBT, evidence: shortest.evidence }
}
