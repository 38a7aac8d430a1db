/** Combines remedies into one for everything that can be fixed, and runs it as a whole. */

import type { Candidate } from '../../model/index.ts'
import { remedyOf, type Verdict, verdictOn } from '../report/describe.ts'
import { onFrontOf } from '../report/fronts.ts'
import type { Remedy } from '../report/report.ts'
import type { Examination } from '../session.ts'
import { cover, type Turning } from './cover-cases.ts'
import { turningOf } from './failure.ts'
import type { Trials } from './trials.ts'
import type { CaseRun } from './variant-runner.ts'

export interface Together {
  readonly items: readonly Candidate[]
  readonly remedy: Remedy
}

/** Undefined where there is nothing to combine, or the combination breaks something that each remedy alone does not. */
export async function together(
  examination: Examination,
  remedies: readonly (Turning | undefined)[],
  base: readonly CaseRun[],
  before: Verdict,
  trials: Trials,
): Promise<Together | undefined> {
  const items = cover(remedies.filter((one) => one !== undefined))
  const turning = await turningOf(items, base, trials)
  if (turning === undefined || turning.turns.size === 0) return undefined
  const ran = await trials.whole(items)
  if ((await trials.worsened(items, base)).length > 0) return undefined
  const after = verdictOn(ran, examination.scenarios)
  return { items, remedy: remedyOf(items, [...turning.turns].map(onFrontOf), examination, before, after) }
}
