/**
 * Retries a test case until its result no longer depends on the load of the machine: a failure has to repeat, and a test case
 * without a result in time runs alone. What remains in doubt is inconclusive.
 */
import type { Finding, TraceState } from '../../model/index.ts'
import { noisy } from '../../trace/facts.ts'
import { isUnanswered } from '../../trace/unanswered.ts'
import type { Judged } from '../../verdict/judge.ts'
import { seenOnce, settle } from '../../verdict/settle-tries.ts'
import { frontOf, keyOf } from '../report/fronts.ts'
import type { CaseRun } from './variant-runner.ts'

/** A result that could not be judged for a reason that may be the machine's. */
export interface Doubt {
  /** `<scenario>/<criterion>`, or `<scenario>` for a whole test case. */
  readonly criterion: string
  readonly tail: string
  readonly because: string
  /** None of its requests got a response: this adds nothing to `delivery/live`, where that fails. */
  readonly unanswered?: true
}

export interface Confirmed {
  readonly ran: CaseRun
  readonly doubts: readonly Doubt[]
}

export interface Retries {
  /** The first run, concurrently with others. */
  first(tail: string): Promise<CaseRun | undefined>
  /** Another run, concurrently with others, on a new proxy. */
  again(tail: string): Promise<CaseRun | undefined>
  /** Another run, with at most two others that were spoiled too at the same time: see `SharedMachine.alone`. */
  alone(tail: string): Promise<CaseRun | undefined>
}

/** @param known criteria that need no confirmation, in the form of `keyOf` @returns undefined when it was interrupted */
export async function confirm(
  tail: string,
  retries: Retries,
  known: ReadonlySet<string> = new Set(),
): Promise<Confirmed | undefined> {
  const tries: CaseRun[] = []
  let hasRunAlone = false
  let next = await retries.first(tail)
  while (next !== undefined) {
    tries.push(next)
    const wanted = whatNext(tries, hasRunAlone, known)
    if (wanted === undefined) return settledOf(tries)
    next = await retries[wanted](tail)
    hasRunAlone ||= wanted === 'alone'
  }
  return undefined
}

const MAX_TRIES = 3
const ALONE = 'with at most two test cases beside it'
/** Start of the reason with which a test case without a result is skipped. */
export const INCONCLUSIVE = 'inconclusive: '

const isWhole = ({ trace }: CaseRun): boolean => trace.outcome.state === 'complete'
const isDead = ({ trace }: CaseRun): boolean => trace.outcome.state === 'proxy-died'
const isLate = ({ trace: { outcome } }: CaseRun): boolean => outcome.state === 'broken' && outcome.late === true

function whatNext(
  tries: readonly CaseRun[],
  hasRunAlone: boolean,
  known: ReadonlySet<string>,
): 'again' | 'alone' | undefined {
  const last = tries.at(-1)
  if (last === undefined || tries.length >= MAX_TRIES || !(isWhole(last) || isDead(last) || isLate(last)))
    return undefined
  const whole = tries.filter(isWhole)
  if (whole.length === 0) return twice(tries, isDead) || twice(tries, isLate) ? undefined : 'alone'
  if (!isWhole(last)) return hasRunAlone ? undefined : 'alone'
  if (!hasRunAlone && whole.every(isDropped)) return 'alone'
  const rounds = whole.flatMap((one) => one.tries)
  const open = unconfirmed(whole, known)
  if (open.length > 0 && whole.length === 1 && !hasRunAlone) return 'again'
  // A failure that passed in another try is already known not to repeat.
  const isContradicted = (id: string): boolean =>
    rounds.some((one) => one.some((judged) => judged.criterion.id === id && isGood(judged.finding)))
  if (open.some((id) => !isContradicted(id))) return 'alone'
  return hasRunAlone || neverJudged(rounds).length === 0 ? undefined : 'alone'
}

const twice = (tries: readonly CaseRun[], is: (one: CaseRun) => boolean): boolean => tries.filter(is).length > 1
const isGood = ({ outcome }: Finding): boolean => outcome === 'pass' || outcome === 'measured'

function unconfirmed(whole: readonly CaseRun[], known: ReadonlySet<string>): string[] {
  const [first] = whole
  if (first === undefined) return []
  const { scenario, axes } = first.cell
  const nameOf = (id: string): string => keyOf({ criterion: `${scenario.id}/${id}`, front: frontOf({ axes }) })
  return seenOnce(whole.flatMap((one) => one.tries)).filter((id) => !known.has(nameOf(id)))
}

const neverJudged = (rounds: readonly (readonly Judged[])[]): string[] =>
  settle(rounds).flatMap(({ criterion: { id } }) => {
    const found = rounds.flatMap((one) => one.filter((judged) => judged.criterion.id === id))
    return found.every(({ finding }) => finding.outcome === 'noisy') ? [id] : []
  })

/** No request reached the proxy that it could have responded to, so there is nothing to judge. */
const isDropped = (one: CaseRun): boolean =>
  isWhole(one) &&
  isUnanswered(one.trace) &&
  one.judged.some(({ criterion, finding }) => criterion.kind !== 'informative' && finding.outcome === 'not-applicable')

function settledOf(tries: readonly CaseRun[]): Confirmed {
  const [first] = tries
  if (first === undefined) throw new Error('nothing was run')
  const whole = tries.filter(isWhole)
  const best = whole.at(-1)
  if (best === undefined) return unjudged(first, tries)
  const rounds = whole.flatMap((one) => one.tries)
  const once = tries.length > 1 ? seenOnce(rounds) : []
  const judged = settle(rounds).map(({ criterion, finding }): Judged => {
    if (finding.outcome !== 'fail' || !once.includes(criterion.id)) return { criterion, finding }
    return { criterion, finding: noisy(`fails in one run, and no other run could confirm it: ${finding.actual}`) }
  })
  return {
    ran: { ...asFirst(best, first), judged, tries: rounds },
    doubts: [...unrepeated(first, tries), ...doubtsIn(best, judged)],
  }
}

/** No try finished. */
function unjudged(first: CaseRun, tries: readonly CaseRun[]): Confirmed {
  const last = tries.at(-1) ?? first
  if (!isLate(last) && !isDead(last)) return { ran: asFirst(last, first), doubts: [] }
  if (tries.filter(isDead).length > 1) return { ran: asFirst(tries.findLast(isDead) ?? last, first), doubts: [] }
  const because = `${sayOutcome(last.trace.outcome)} (${tries.length} runs, the last one ${ALONE})`
  const trace = { ...last.trace, outcome: { state: 'skipped', because: `${INCONCLUSIVE}${because}` } as const }
  return {
    ran: { ...asFirst({ ...last, trace }, first), judged: [], tries: [] },
    doubts: [{ criterion: first.cell.scenario.id, tail: first.tail, because }],
  }
}

/** With the name of the first try, because a retry runs as a separate variant. */
const asFirst = (one: CaseRun, first: CaseRun): CaseRun => ({
  ...one,
  cell: first.cell,
  trace: { ...one.trace, cell: first.trace.cell, question: first.trace.question },
})

/** Failures of a proxy that occurred in one try but not in the others. */
function unrepeated({ cell, tail }: CaseRun, tries: readonly CaseRun[]): Doubt[] {
  return tries
    .filter((one) => isDead(one) || isLate(one))
    .map(({ trace }) => ({
      criterion: cell.scenario.id,
      tail,
      because: `in 1 of ${tries.length} runs: ${sayOutcome(trace.outcome)}; not when it ran ${ALONE}`,
    }))
}

function doubtsIn(best: CaseRun, judged: readonly Judged[]): Doubt[] {
  const { tail, cell } = best
  if (isDropped(best)) {
    const because = `its first request did not reach the test upstream in time, also ${ALONE}`
    return [{ criterion: cell.scenario.id, tail, because, unanswered: true }]
  }
  return judged.flatMap(({ criterion, finding }): Doubt[] =>
    finding.outcome === 'noisy'
      ? [{ criterion: `${cell.scenario.id}/${criterion.id}`, tail, because: finding.actual }]
      : [],
  )
}

const sayOutcome = (outcome: TraceState): string => ('message' in outcome ? outcome.message : outcome.state)
