/** Lines that do not have the effect that people expect: verified by a run without them. */
import type { Myth } from '../../model/index.ts'
import type { MythReport } from '../report/report.ts'
import { findingsOf, isFine, type Trials } from './trials.ts'
import type { Variant } from './variant-runner.ts'

/** Maximum number: each needs a whole run in addition to the others. */
const MAX_RUNS = 2

export function testMyths(myths: readonly Myth[], base: Variant, trials: Trials): Promise<readonly MythReport[]> {
  return Promise.all(
    myths.map(async ({ where, says, truth, doc, without }, index) => {
      const result = index < MAX_RUNS ? await compare(base, trials.variantOf([without])) : 'unknown'
      return { where, says, truth, doc, without: result }
    }),
  )
}

async function compare(base: Variant, changed: Variant | undefined): Promise<MythReport['without']> {
  if (changed === undefined) return 'unknown'
  const all = async (variant: Variant) =>
    findingsOf((await Promise.all(variant.tails.map((tail) => variant.run(tail)))).filter((one) => one !== undefined))
  const [before, after] = await Promise.all([all(base), all(changed)])
  if (before.size === 0 || before.size !== after.size) return 'unknown'
  const outcomes = [...before].map(([key, outcome]) => [outcome, after.get(key)] as const)
  if (outcomes.some(([was, is]) => was === 'pass' && is === 'fail')) return 'worse'
  return outcomes.some(([was, is]) => was === 'fail' && isFine(is)) ? 'better' : 'same'
}
