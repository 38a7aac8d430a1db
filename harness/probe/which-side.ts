/** Whether a hop between two URLs causes what was found on the way through it, or something behind both. Pure. */
import { type Found, seconds } from './finding.ts'
import type { Observation } from './observation.ts'

/** Share of a time, and ms, by which the ends of two streams with the same limit differ. */
const SAME_SHARE = 0.1
const SAME = 1000

/**
 * Adds to each finding about the end or the compression of a stream which side it is on.
 * @param beside the same stream without the hops, observed at the same time
 */
export function bySide(found: readonly Found[], seen: Observation, beside: Observation): Found[] {
  return found.map((one) => {
    if (one.trouble === 'closed' || one.id === 'ended') return ofEnd(one, seen, beside)
    return one.id === 'compressed' ? ofCoding(one, seen, beside) : one
  })
}

function ofEnd(one: Found, { end }: Observation, { end: direct, stopped, window }: Observation): Found {
  if (end === undefined) return one
  // Not for programs that stopped reading earlier for another reason.
  if (direct === undefined) {
    if (stopped !== 'time' || window <= end.after) return one
    const says = one.id === 'ended' ? `it ended after ${seconds(end.after)} as if it were complete` : one.says
    return {
      ...one,
      ...between(`directly it stayed open for ${seconds(window)}`),
      ...(one.id === 'ended' ? { id: 'ended-by-hop', level: 'broken' as const, says, trouble: 'closed' as const } : {}),
    }
  }
  const apart = Math.abs(direct.after - end.after)
  if (apart <= Math.max(SAME, SAME_SHARE * end.after))
    return one.id === 'ended' ? one : { ...one, ...behind(`directly it ended after ${seconds(direct.after)}, too`) }
  return direct.after > end.after
    ? { ...one, ...between(`directly it ended after ${seconds(direct.after)} only`) }
    : one
}

function ofCoding(one: Found, { head }: Observation, { head: direct }: Observation): Found {
  if (head === undefined || direct === undefined) return one
  return direct.encoding === ''
    ? { ...one, ...between('directly it is not compressed') }
    : { ...one, ...behind(`directly it is compressed as well (${direct.encoding})`) }
}

/** Findings about a reconnect that a hop may cause. */
export const RESUME_FAULTS: readonly string[] = ['resume-repeats', 'resume-gap', 'resume-refused']

/** @param found what a reconnect shows through the hops @param direct what it shows without them */
export function resumedBySide(found: readonly Found[], direct: readonly Found[]): Found[] {
  return found.map((one) => {
    if (!RESUME_FAULTS.includes(one.id)) return one
    if (direct.some(({ id }) => id === 'resumes')) return { ...one, ...between('directly it goes on after that event') }
    return direct.some(({ id }) => id === one.id) ? { ...one, ...behind('directly, too') } : one
  })
}

const between = (because: string): Pick<Found, 'side' | 'because'> => ({
  side: 'between',
  because: `${because}: a hop between the two URLs causes it`,
})
const behind = (because: string): Pick<Found, 'side' | 'because'> => ({
  side: 'behind',
  because: `${because}: no hop between the two URLs causes it`,
})
