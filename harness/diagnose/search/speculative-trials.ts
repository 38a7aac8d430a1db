/**
 * A pass takes milliseconds, only a failure takes the full time limit, so a test case that takes much longer than its control
 * will most probably fail. Possible fixes are run before the verdict, or while a failure is repeated, so that the verification is
 * available with it.
 */

import { distinct } from '../../config/remedy-rules.ts'
import type { Candidate, Failing, Ms, Remedies, Scenario } from '../../model/index.ts'
import { frontOf } from '../report/fronts.ts'
import type { Examination } from '../session.ts'
import { foreseeNarrowed } from './narrower.ts'
import { findingsOf, type Trials } from './trials.ts'
import { type CaseRun, isOf, type Variant } from './variant-runner.ts'

const LATE: Ms = 500
/** After that time a change has most probably not helped, and the next one is tried beside it. */
const NEXT: Ms = 3000
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
  /** Changes that helped in some scenario, and the test cases that fail without them, or will probably. */
  const helped: Candidate[] = []
  const suspected = new Set<string>()
  /** Test cases that have ended without a failure. */
  const fine = new Set<string>()
  const foreseeProofs = (): void => {
    for (const tail of suspected) for (const item of helped) void trials.foreseeProof(tail, [item])
  }
  function addSuspected(tail: string): void {
    suspected.add(tail)
    foreseeProofs()
  }
  function help(item: Candidate): void {
    if (helped.some(({ id }) => id === item.id)) return
    helped.push(item)
    foreseeProofs()
  }
  function promise(items: readonly Candidate[]): void {
    const news = items.filter(({ id }) => !promising.some((one) => one.id === id))
    if (news.length === 0 || promising.length >= MAX) return
    promising.push(...news)
    void trials.whole(promising)
    foreseeNarrowed(examination, promising)
  }

  /** @param failed the test case that fails already; what fails, and how, is a guess without it */
  async function suspect(id: string, tails: readonly string[], failed?: CaseRun): Promise<void> {
    const asked = failed === undefined ? guessed(scenarios, id) : failing(failed)
    const best = (list: Remedies['candidates']): readonly Candidate[] =>
      distinct(asked.flatMap((one) => list(situation, one).slice(0, MAX)))
    for (const tail of base.tails.filter((one) => isOf(one, LASTING))) void trials.twinOf([])?.run(tail)
    async function helps(candidate: Candidate): Promise<boolean> {
      const ran = await Promise.all(tails.map((tail) => trials.variantOf([candidate])?.run(tail)))
      const outcomes = [...findingsOf(ran.filter((one) => one !== undefined)).values()]
      // It was only late where it has passed meanwhile: no change helps that.
      return outcomes.length > 0 && !outcomes.includes('fail') && !tails.every((tail) => fine.has(tail))
    }
    // Every test case with a change is many proxies and requests: they run for a change that has helped what is suspected.
    for (const candidate of best(remedies.application).slice(0, 1)) {
      void helps(candidate).then((is) => {
        if (!is) return
        void trials.whole([candidate])
        help(candidate)
      })
    }
    let isFound = false
    async function inTurn([first, ...rest]: readonly Candidate[]): Promise<void> {
      if (first === undefined || isFound) return
      const trial = helps(first)
      const isSlow = await slow(trial)
      if (isSlow) void inTurn(rest)
      if ((await trial) && !isFound) {
        isFound = true
        promise([first])
        help(first)
      } else if (!isSlow) await inTurn(rest)
    }
    await inTurn(best(remedies.candidates).slice(0, MAX))
  }

  for (const { id, clock, proxy, certain } of scenarios) {
    const tails = base.tails.filter((tail) => isOf(tail, id))
    // A failure that is certain long before its verdict needs a long time to fail again, so the repetition starts now.
    if (certain !== undefined) for (const tail of tails) void trials.twinOf([])?.run(tail)
    let isSuspected = false
    const suspectOnce = (failed?: CaseRun): void => {
      if (isSuspected) return
      isSuspected = true
      void suspect(id, tails, failed)
    }
    // Test cases with a dedicated proxy are delayed by its start.
    const startsOne = clock !== undefined || proxy === 'own'
    for (const tail of startsOne ? [] : tails) {
      void late(variants, base, tail).then((isLate) => isLate && suspectOnce())
      void slow(base.run(tail)).then((isSlow) => isSlow && addSuspected(tail))
      void base.run(tail).then((ran) => {
        if (ran === undefined) return
        if (failing(ran).length === 0) return void fine.add(tail)
        addSuspected(tail)
        suspectOnce(ran)
      })
    }
    if (id === LASTING) {
      if (timers.some(({ limits, ms }) => limits === 'idle' && ms < SHORT_LIMIT)) suspectOnce()
    }
  }
  return promise
}

const guessed = (scenarios: readonly Scenario[], id: string): readonly Failing[] =>
  scenarios
    .filter((one) => one.id === id)
    .flatMap(({ criteria }) => criteria.filter(({ kind }) => kind !== 'informative'))
    .map((criterion) => ({ criterion: `${id}/${criterion.id}`, observed: [] }))

const failing = ({ cell, judged }: CaseRun): readonly Failing[] =>
  judged
    .filter(({ criterion, finding }) => criterion.kind !== 'informative' && finding.outcome === 'fail')
    .map(({ criterion, finding }) => ({
      criterion: `${cell.scenario.id}/${criterion.id}`,
      front: frontOf(cell),
      observed: [finding.observed],
    }))

async function late(variants: Examination['variants'], base: Variant, tail: string): Promise<boolean> {
  if ((await variants.control(tail)) === undefined) return false
  return lasts(LATE, base.run(tail))
}

const slow = (work: Promise<unknown>): Promise<boolean> => lasts(NEXT, work)

/** Whether the work takes longer than that. */
async function lasts(limit: Ms, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), limit)
  })
  const isLate = await Promise.race([patience, work.then(() => false)])
  clearTimeout(timer)
  return isLate
}
