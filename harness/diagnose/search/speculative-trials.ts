/**
 * A pass takes milliseconds, only a failure takes the full time limit, so a test case that takes much longer than its control
 * will most probably fail. Possible fixes are run before the verdict, so that the verification is available with it.
 */

import { distinct } from '../../config/remedy-rules.ts'
import type { Candidate, Ms, Remedies } from '../../model/index.ts'
import type { Examination } from '../session.ts'
import { foreseeNarrowed } from './narrower.ts'
import { findingsOf, type Trials } from './trials.ts'
import { isOf, type Variant } from './variant-runner.ts'

const LATE: Ms = 500
/** An idle limit that expires within the duration of the test. */
const SHORT_LIMIT: Ms = 8000
/** This scenario takes the same time whether it passes or fails, so it is never late; it fails where others do. */
const LASTING = 'heartbeat'
/** Maximum number of changes that are tried in advance for one scenario, and applied together. */
const MAX = 2

/** @returns to be called with changes that fix something: all known ones are then run together */
export function foresee(
  examination: Examination,
  base: Variant,
  trials: Trials,
): (items: readonly Candidate[]) => void {
  const { variants, scenarios, situation, remedies, timers } = examination
  const promising: Candidate[] = []
  function promise(items: readonly Candidate[]): void {
    const news = items.filter(({ id }) => !promising.some((one) => one.id === id))
    if (news.length === 0 || promising.length >= MAX) return
    promising.push(...news)
    void trials.whole(promising)
    foreseeNarrowed(examination, promising)
  }

  async function suspect(id: string, tails: readonly string[]): Promise<void> {
    const criteria = scenarios.find((one) => one.id === id)?.criteria.filter(({ kind }) => kind !== 'informative') ?? []
    const best = (list: Remedies['candidates']): readonly Candidate[] =>
      distinct(
        criteria.flatMap(({ id: one }) => list(situation, { criterion: `${id}/${one}`, observed: [] }).slice(0, MAX)),
      )
    const lasting = base.tails.filter((tail) => isOf(tail, LASTING))
    for (const tail of new Set([...tails, ...lasting])) void trials.twinOf([])?.run(tail)
    for (const candidate of best(remedies.application).slice(0, 1)) void trials.whole([candidate])
    const candidates = best(remedies.candidates).slice(0, MAX)
    for (const candidate of candidates) void trials.whole([candidate])
    for (const candidate of candidates) {
      const ran = await Promise.all(tails.map((tail) => trials.variantOf([candidate])?.run(tail)))
      const outcomes = [...findingsOf(ran.filter((one) => one !== undefined)).values()]
      if (outcomes.length > 0 && !outcomes.includes('fail')) return promise([candidate])
    }
  }

  for (const { id, clock, proxy, certain } of scenarios) {
    const tails = base.tails.filter((tail) => isOf(tail, id))
    // A failure that is certain long before its verdict needs a long time to fail again, so the repetition starts now.
    if (certain !== undefined) for (const tail of tails) void trials.twinOf([])?.run(tail)
    let suspected = false
    const suspectOnce = (): void => {
      if (suspected) return
      suspected = true
      void suspect(id, tails)
    }
    // Test cases with a dedicated proxy are delayed by its start.
    const startsOne = clock !== undefined || proxy === 'own'
    for (const tail of startsOne ? [] : tails) {
      void late(variants, base, tail).then((isLate) => isLate && suspectOnce())
    }
    if (id === LASTING) {
      if (timers.some(({ limits, ms }) => limits === 'idle' && ms < SHORT_LIMIT)) suspectOnce()
    }
  }
  return promise
}

async function late(variants: Examination['variants'], base: Variant, tail: string): Promise<boolean> {
  if ((await variants.control(tail)) === undefined) return false
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), LATE)
  })
  const isLate = await Promise.race([patience, base.run(tail).then(() => false)])
  clearTimeout(timer)
  return isLate
}
