/** One remedy for everything that can be turned, played as a whole. */
import { cover, type Turning } from '../../explain/cover.ts'
import type { Candidate } from '../../model.ts'
import { remedyOf, type Verdict, verdictOn } from './describe.ts'
import type { Examination } from './examination.ts'
import { turningOf } from './failure.ts'
import type { Played } from './lab.ts'
import type { Remedy } from './report.ts'
import type { Trials } from './trials.ts'

export interface Together {
  readonly items: readonly Candidate[]
  readonly remedy: Remedy
}

/** Undefined where there is nothing to put together, or together they break what each alone leaves whole. */
export async function together(
  examination: Examination,
  remedies: readonly (Turning | undefined)[],
  base: readonly Played[],
  before: Verdict,
  trials: Trials,
): Promise<Together | undefined> {
  const items = cover(remedies.filter((one) => one !== undefined))
  const turning = await turningOf(items, base, trials)
  if (turning === undefined || turning.turns.size === 0) return undefined
  const played = await trials.whole(items)
  if ((await trials.worsened(items, base)).length > 0) return undefined
  const after = verdictOn(played, examination.scenarios)
  return { items, remedy: remedyOf(items, [...turning.turns], examination, before, after) }
}
