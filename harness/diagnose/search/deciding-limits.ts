/** Finds the limit that decides how many streams are open: with a higher value of it there are more. */

import { mergeChanges } from '../../config/text-edits.ts'
import type { Candidate, StreamLimit } from '../../model/index.ts'
import type { StreamsTested } from '../report/report.ts'

/** Maximum number of limits that are raised, the most probable ones first. */
const MAX_TRIALS = 4

export type Raisable = StreamLimit & { readonly raised: Candidate }

/** Limits that may be responsible, those nearest to the measured number first. */
export function likely(
  limits: readonly StreamLimit[],
  { streams }: Pick<StreamsTested, 'streams'>,
): readonly Raisable[] {
  const distance = (limit: StreamLimit): number => Math.abs((limit.streams ?? Number.POSITIVE_INFINITY) - streams)
  return limits
    .filter((limit): limit is Raisable => limit.raised !== undefined)
    .filter(({ counts }) => counts !== 'rate')
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, MAX_TRIALS)
}

/** The one that allows more when it is raised; else the fewest that do so together, the nearest first. */
export async function decidingOf<T>(
  all: readonly T[],
  helps: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  for (const one of all) if (await helps([one])) return [one]
  if (all.length < 2 || !(await helps(all))) return []
  let needed = all
  // With two of them each was tested alone.
  for (const one of all.length > 2 ? all : []) {
    const fewer = needed.filter((other) => other !== one)
    if (fewer.length > 1 && (await helps(fewer))) needed = fewer
  }
  return needed
}

/** As one limit, which is raised by all of the changes. */
export function asOne([first, ...others]: readonly Raisable[]): Raisable | undefined {
  if (first === undefined || others.length === 0) return first
  const all = [first, ...others].map(({ raised }) => raised)
  const change = mergeChanges(all.map((one) => one.change))
  if (change === undefined) return undefined
  const join = (of: (one: Candidate) => string, by: string): string => all.map(of).join(by)
  const raised = { ...first.raised, change, id: join(({ id }) => id, ' '), title: join(({ title }) => title, '; ') }
  return { ...first, isGuard: [first, ...others].some(({ isGuard }) => isGuard), raised }
}
