/** One failing criterion: its cause, a remedy in the configuration, and one in the application; each verified by a run. */

import type { Candidate, Guard, Innate } from '../../model/index.ts'
import { causeOf, type Failing, remedyOf, verdictOn } from '../report/describe.ts'
import type { Names } from '../report/file-names.ts'
import { frontOf, keyOf, onFrontOf, sayCriteria } from '../report/fronts.ts'
import type { Failure, Remedy } from '../report/report.ts'
import type { Examination } from '../session.ts'
import type { Turning } from './cover-cases.ts'
import { type Explained, explain, type Proof } from './explain.ts'
import type { Tried } from './minimal-change.ts'
import { innateOf, insteadOf } from './product-limitations.ts'
import { findingsOf, type Goal, isFine, isFixed, type Trials } from './trials.ts'
import type { CaseRun } from './variant-runner.ts'

export interface Explanation {
  readonly failure: Failure
  /** No cause was found, and it passed in another run: it is flaky. */
  readonly isUnsteady?: boolean
  readonly turning: Turning | undefined
  readonly byApplication: Turning | undefined
  readonly innate?: Innate
  /** No cause was found, and changes are left that were not tested for lack of time. */
  readonly isUnfinished?: boolean
}

/**
 * @param whole every test case of the unchanged configuration
 * @param promising called with changes that fix the finding, before that is verified
 * @param isLate no further change is tested, and what was found is verified
 */
export async function explainFailure(
  examination: Examination,
  failing: Failing,
  trials: Trials,
  whole: Promise<readonly CaseRun[]>,
  promising: (items: readonly Candidate[]) => void,
  isLate: () => boolean,
): Promise<Explanation> {
  const { situation, remedies, tell } = examination
  const { observed, cells } = failing
  const verdict = { ...failing.verdict, actual: withRateLimits(examination, failing) }
  const { criterion, actual } = verdict
  const [name = criterion] = sayCriteria([{ criterion, front: failing.front }], examination.route.fronts)
  tell(`${verdict.kind === 'required' ? 'fails' : 'warning'}: ${name}: ${actual}`)
  const innate = await innateOf(examination, failing)
  if (innate !== undefined) {
    tell(`${name}: product limitation, a configuration of the route alone shows it too: ${innate.says}`)
    return {
      failure: toldInnate({ ...failing, verdict }, innate, await whole),
      turning: undefined,
      byApplication: undefined,
      innate,
    }
  }
  const goal: Goal = { criterion, tails: cells }
  let attempts = 0
  let isCutShort = false
  const prove = async (items: readonly Candidate[], times: number) => trials.prove(goal, items, await whole, times)
  const attempt = async (items: readonly Candidate[]): Promise<Tried> =>
    isLate() ? 'unclear' : trials.attempt(goal, items)
  const retry = (items: readonly Candidate[]) => trials.retry(goal, items)
  const asked = { criterion, front: failing.front, observed }
  let isProving = false
  const guards = remedies.guards?.(situation, asked) ?? []
  // Where it answers all requests, no other change helps: its verification does not wait for their tests.
  for (const { without, endsObservations } of guards) if (endsObservations !== undefined) void trials.whole([without])
  const [explained, applied] = await Promise.all([
    explain(remedies.candidates(situation, asked), remedies.probes(situation), {
      prove,
      retry,
      async attempt(items) {
        if (isLate()) isCutShort = true
        else attempts += 1
        const tried = await attempt(items)
        if (tried !== 'turned') return tried
        promising(items)
        // Its verification takes longest, so it starts while better known changes are still being tested.
        if (!isProving) void trials.whole(items)
        isProving = true
        return tried
      },
    }),
    explain(remedies.application(situation, asked), [], { prove, retry, attempt }),
  ])
  const guarded = explained.causes.length > 0 ? undefined : await guardOf(guards, goal, prove, trials)
  const isUnfinished = explained.causes.length === 0 && guarded === undefined && isCutShort
  const shown = { ...explained, ...guarded?.explained, ...(isUnfinished ? { tried: attempts } : {}) }
  tell(inShort(name, shown, examination.names))
  const base = await whole
  const [turning, byApplication] = await Promise.all([
    turningOf(explained.remedy, base, trials),
    turningOf(applied.remedy, base, trials),
  ])
  const [remedy, application] = await Promise.all([
    describe(examination, turning, base, trials),
    describe(examination, byApplication, base, trials),
  ])
  const isUnsteady = shown.causes.length === 0 && (await trials.comesAndGoes(goal))
  return {
    ...(isUnsteady ? { isUnsteady } : {}),
    ...(isUnfinished ? { isUnfinished } : {}),
    failure: {
      ...told({ ...failing, verdict }, shown),
      ...(guarded === undefined ? {} : { guard: guarded.advice }),
      ...remedy,
      ...(application && { application: application.remedy }),
    },
    turning,
    byApplication,
  }
}

/** A guard that makes the criterion fail: its line is the cause, and no change of it is offered. */
async function guardOf(
  guards: readonly Guard[],
  goal: Goal,
  prove: (items: readonly Candidate[], times: number) => Promise<Proof>,
  { whole, comesAndGoes }: Pick<Trials, 'whole' | 'comesAndGoes'>,
): Promise<{ readonly explained: Pick<Explained, 'causes'>; readonly advice: string } | undefined> {
  for (const { without, advice, endsObservations } of guards) {
    const found = { explained: { causes: [without] }, advice }
    if ((await prove([without], 1)).turned) return found
    if (endsObservations === undefined) continue
    const ends = isObserved(await whole([without]), goal, endsObservations) === false
    if (ends && !(await comesAndGoes(goal))) return found
  }
  return undefined
}

/** Undefined where a test case of the goal has no result. */
function isObserved(
  ran: readonly CaseRun[],
  { criterion, tails }: Goal,
  observations: readonly string[],
): boolean | undefined {
  const found = ran
    .filter(({ tail }) => tails.includes(tail))
    .map(({ cell, judged }) => judged.find((one) => `${cell.scenario.id}/${one.criterion.id}` === criterion)?.finding)
    .map((finding) => (finding?.outcome === 'fail' || isFine(finding?.outcome) ? finding?.observed : undefined))
  if (found.some((observed) => observed !== undefined && observations.includes(observed))) return true
  return found.length === tails.length && !found.includes(undefined) ? false : undefined
}

/** A rate limit is reported with the line that sets it, whichever change helps. */
function withRateLimits(
  { situation, remedies, names }: Examination,
  { verdict: { actual }, observed }: Failing,
): string {
  const limits = observed.includes('rate-limited') ? (remedies.rateLimits?.(situation) ?? []) : []
  const said = limits.map(({ where, says }) => (where === undefined ? says : `${names.named(where)}: ${says}`))
  return said.length === 0 ? actual : `${actual} (${said.join(', ')})`
}

function told({ verdict, front, observed, cells }: Failing, { causes, harmful, tried }: Explained): Failure {
  return {
    criterion: verdict.criterion,
    front,
    kind: verdict.kind === 'required' ? 'required' : 'optimal',
    title: verdict.title,
    observed,
    actual: verdict.actual,
    cells,
    causes: causes.map(causeOf),
    harmful: harmful.map(({ candidate, worsened }) => ({ title: candidate.title, worsened })),
    tried,
  }
}

function toldInnate(failing: Failing, innate: Innate, whole: readonly CaseRun[]): Failure {
  const instead = insteadOf(innate, failing.front, whole)
  const { says, doc } = innate
  return {
    ...told(failing, { causes: [], remedy: [], harmful: [], tried: 0 }),
    innate: { says, doc, ...(instead === undefined ? {} : { instead }) },
  }
}

async function describe(
  examination: Examination,
  turning: Turning | undefined,
  base: readonly CaseRun[],
  trials: Trials,
): Promise<{ readonly remedy: Remedy } | undefined> {
  if (turning === undefined) return undefined
  const { scenarios } = examination
  const after = verdictOn(await trials.whole(turning.remedy), scenarios)
  return {
    remedy: remedyOf(turning.remedy, [...turning.turns].map(onFrontOf), examination, verdictOn(base, scenarios), after),
  }
}

function inShort(name: string, { causes: [cause], remedy, tried }: Explained, { named }: Names): string {
  if (cause === undefined) return `${name}: no cause found; ${tried} changes were at hand`
  const { where, says } = cause.setting
  const proven = remedy.length === 0 ? '' : ` — verified fix: ${remedy.map(({ title }) => title).join(', ')}`
  return `${name}: ${where === undefined ? '' : `${named(where)}: `}${says}${proven}`
}

/** The failing criteria that pass, or are no longer applicable, in a whole run of these changes; undefined for no changes. */
export async function turningOf(
  remedy: readonly Candidate[],
  base: readonly CaseRun[],
  trials: Trials,
): Promise<Turning | undefined> {
  if (remedy.length === 0) return undefined
  const after = findingsOf(await trials.whole(remedy))
  const failed = base.flatMap((one) =>
    [...findingsOf([one])].flatMap(([key, outcome]) =>
      outcome === 'fail' ? [{ key, name: keyOf({ criterion: criterionOf(key), front: frontOf(one.cell) }) }] : [],
    ),
  )
  const still = new Set(failed.filter(({ key }) => !isFixed(after.get(key))).map(({ name }) => name))
  return { remedy, turns: new Set(failed.map(({ name }) => name).filter((name) => !still.has(name))) }
}

/** The criterion of a finding's key, `<question tail> <scenario>/<criterion>`. */
export const criterionOf = (key: string): string => key.split(' ')[1] ?? key

/** The alternative to a fix of a limitation may become visible only after the configuration is changed, e.g. where a buffer hid it. */
export function withInstead({ failure, innate }: Explanation, changed: readonly CaseRun[]): Failure {
  if (innate === undefined || failure.innate === undefined || failure.front === undefined) return failure
  const instead = failure.innate.instead ?? insteadOf(innate, failure.front, changed)
  return { ...failure, innate: { ...failure.innate, ...(instead === undefined ? {} : { instead }) } }
}
