/** Detects product limitations: where a minimal configuration of the route has the same finding, no responsible line is searched for. */
import { createHash } from 'node:crypto'
import type { Front, Innate } from '../../model/index.ts'
import type { Failing } from '../report/describe.ts'
import { frontOf } from '../report/fronts.ts'
import type { Examination } from '../session.ts'
import { findingsOf, isFine } from './trials.ts'
import type { CaseRun } from './variant-runner.ts'

/** Undefined where this limitation is not known for the product, or a minimal configuration does not have it. */
export async function innateOf(
  { variants, route, profile, situation, remedies }: Examination,
  { verdict: { criterion }, front, observed, cells }: Failing,
): Promise<Innate | undefined> {
  const asked = { criterion, front, observed }
  const targets = route.servers ?? [route.target]
  const [innate, ...others] = targets.map((target) => remedies.innate?.(situation.build, asked, target))
  // One of its servers may be reached in another way.
  if (others.includes(undefined)) return undefined
  const config = innate?.bare ?? remedies.bare
  if (innate === undefined || config === undefined) return undefined
  const { options: _, ...rest } = profile
  // A runner knows its variants by their names.
  const digest = createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 12)
  const bare = variants.variant({ ...rest, id: `${profile.id}-bare-${digest}`, config })
  const ran = await Promise.all(cells.map((tail) => bare.run(tail)))
  const seen = findingsOf(ran.filter((one) => one !== undefined))
  const isSame = cells.every((tail) => seen.get(`${tail} ${criterion}`) === 'fail')
  return isSame ? innate : undefined
}

/** An alternative to a fix, where a test verified it on the same front. */
export function insteadOf({ instead }: Innate, front: Front, ran: readonly CaseRun[]): string | undefined {
  if (instead === undefined) return undefined
  const outcomes = ran
    .filter(({ cell }) => frontOf(cell) === front)
    .flatMap((one) => [...findingsOf([one])])
    .filter(([key]) => key.endsWith(` ${instead.criterion}`))
    .map(([, outcome]) => outcome)
  return outcomes.length > 0 && outcomes.every(isFine) ? instead.says : undefined
}
