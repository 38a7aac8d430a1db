/**
 * One route: run as it is, then with changes, until what fails is explained and something is proven to help. What is known
 * is worked on while other cells still run.
 */
import type { Profile } from '../model/index.ts'
import { tellWhileQuiet } from './idle-progress.ts'
import { explainRefusal } from './refused-config.ts'
import { answersTo } from './report/answers.ts'
import { type Failing, failingIn, verdictOn, wordsOf } from './report/describe.ts'
import { allFindings } from './report/findings.ts'
import { frontOf, keyOf } from './report/fronts.ts'
import { isElsewhere, reachedPlace } from './report/reached-place.ts'
import type { RouteReport } from './report/report.ts'
import { causesAsTyped, idleAsTyped } from './report/user-paths.ts'
import { type Together, together } from './search/combine-remedies.ts'
import { type Confirmed, confirm, INCONCLUSIVE } from './search/confirm.ts'
import { explainFailure, withInstead } from './search/failure.ts'
import { heartbeatOf, idleTimeoutOf, runTimeLapse } from './search/idle-timeout.ts'
import { inconclusiveOf, unfinishedOf, withoutUnsteady } from './search/inconclusive.ts'
import { testMyths } from './search/ineffective-directives.ts'
import { narrowed } from './search/narrower.ts'
import { isPassing, type Passes, withPremise } from './search/premise.ts'
import { searchTime } from './search/search-time.ts'
import { foresee } from './search/speculative-trials.ts'
import { createTrials } from './search/trials.ts'
import { type CaseRun, isOf } from './search/variant-runner.ts'
import type { Examination } from './session.ts'

export interface Examined {
  readonly report: RouteReport
  /** What turns the most, for the files as they are. */
  readonly combined: Together | undefined
  /** With that change made; run already. */
  readonly changed: Profile | undefined
  /** Something fails then that did not before, or could not be asked. */
  readonly hides: boolean
}

/** Undefined when it was interrupted. */
export async function examine(given: Examination): Promise<Examined | undefined> {
  const open = new Set(given.scenarios.map(({ id }) => id))
  using teller = tellWhileQuiet(given, () => goingOn([...open]))
  const examination = { ...given, tell: teller.tell }
  const { variants, route, profile, situation, remedies, scenarios, known, names, tell } = examination
  const words = wordsOf(scenarios)
  const certain = new Set<string>()
  const base = variants.variant(profile, (tail, says) => {
    const line = `does not pass: ${tail.split('/')[0]}: ${says}`
    if (certain.has(line)) return
    certain.add(line)
    tell(line)
  })
  const trials = createTrials(variants, profile)
  const retries = {
    first: (tail: string) => base.run(tail),
    again: async (tail: string) => trials.twinOf([])?.run(tail),
    alone: (tail: string) => variants.alone(profile, tail),
  }
  const first = new Map(base.tails.map((tail) => [tail, confirm(tail, retries, known)]))
  const apart = { first: retries.alone, again: retries.alone, alone: retries.alone }
  const alone = (tail: string): Promise<Confirmed | undefined> => confirm(tail, apart, known)
  const passes: Passes = async (criterion, of) => {
    const tails = base.tails.filter((tail) => isOf(tail, criterion.split('/')[0] ?? ''))
    const others = present(await Promise.all(tails.map((tail) => first.get(tail)))).map(({ ran }) => ran)
    const same = others.filter(({ cell }) => frontOf(cell) === frontOf(of.cell))
    return same.length > 0 && same.every((one) => isPassing(criterion, one))
  }
  const confirming = new Map([...first].map(([tail, one]) => [tail, one.then((it) => withPremise(it, passes, alone))]))
  const resultsOf = async (tails: readonly string[]): Promise<Confirmed[]> =>
    present(await Promise.all(tails.map((tail) => confirming.get(tail))))
  const confirmed = resultsOf(base.tails)
  const promising = foresee(examination, base, trials)
  const lapse = runTimeLapse(examination, trials)
  const myths = testMyths(remedies.myths(situation), base, trials)
  const whole = confirmed.then((all) => all.map(({ ran }) => ran))
  // A scenario that proves a failure early waits most of its time, and so does one for a proxy of its own that reloads.
  const waiting = scenarios.filter(({ certain, needs }) => certain !== undefined || needs.includes('reload'))
  const others = base.tails.filter((tail) => !waiting.some(({ id }) => isOf(tail, id)))
  void Promise.all(others.map((tail) => first.get(tail))).then(given.onMostlyWaiting, () => {})
  const isLate = searchTime(whole)

  const explained = await Promise.all(
    scenarios.map(async ({ id }) => {
      const mine = base.tails.filter((tail) => isOf(tail, id))
      const results = await resultsOf(mine)
      const ran = results.map((one) => one.ran)
      open.delete(id)
      if (ran.length < mine.length) return []
      // What another place did is not reported as this route's, nor explained.
      if (isOfOther(ran, route) && isOfOther(await whole, route)) return []
      const failing = failingIn(verdictOn(ran, scenarios).cells, words).filter((one) => !known.has(nameOf(one)))
      const isUp = ran.every(({ trace }) => trace.outcome.state !== 'refused' && trace.outcome.state !== 'proxy-died')
      const isJudged = undoneIn(ran).length === 0 && results.every(({ doubts }) => doubts.length === 0)
      if (failing.length === 0 && known.size === 0 && mine.length > 0 && isUp)
        tell(
          `${isJudged ? (isApplicable(ran) ? 'passes' : 'not applicable') : 'inconclusive'}: ${id} (${cellsOf(ran)})`,
        )
      return Promise.all(failing.map((one) => explainFailure(examination, one, trials, whole, promising, isLate)))
    }),
  )
  if ((await whole).length < base.tails.length) return undefined
  const all = explained.flat().filter(({ isUnsteady }) => isUnsteady !== true)
  const unsteady = explained.flat().filter(({ isUnsteady }) => isUnsteady === true)
  const { ran, doubts } = withoutUnsteady(
    await whole,
    unsteady.map(({ failure }) => keyOf(failure)),
  )
  const before = verdictOn(ran, scenarios)
  const refusal = await explainRefusal(examination, ran, before)
  const put = (some: Parameters<typeof together>[1]) => together(examination, some, ran, before, trials)
  const combined = refusal.combined ?? (await put(all.map(({ turning }) => turning)))
  const [application, narrower, after] = await Promise.all([
    put(all.map(({ byApplication }) => byApplication)),
    combined && narrowed(examination, combined, ran, before),
    combined === undefined ? [] : trials.whole(combined.items),
  ])
  const failing = [...refusal.failures, ...all.map((one) => withInstead(one, after))].sort(
    (a, b) => Number(a.kind !== 'required') - Number(b.kind !== 'required'),
  )
  const lapsed = await lapse
  const idleTimeout = idleTimeoutOf(ran, lapsed, given.timers)
  const heartbeat = heartbeatOf(ran, lapsed, idleTimeout)
  const report: RouteReport = {
    path: route.path,
    name: route.name,
    host: route.host,
    address: route.server.address,
    server: route.serverWhere,
    where: route.where,
    target: route.target,
    fronts: route.fronts,
    reached: reachedPlace(
      ran.map(({ trace }) => trace),
      route,
    ),
    grade: before.grade,
    headline: before.headline,
    answers: answersTo({
      scenarios,
      fronts: route.fronts,
      verdict: before,
      failing: failing.map((one) => causesAsTyped(one, names)),
      application: application?.remedy,
      idle: idleTimeout && idleAsTyped(idleTimeout, names),
      heartbeat,
    }),
    failing,
    findings: allFindings(before.cells),
    ...(combined === undefined ? {} : { combined: combined.remedy }),
    ...(narrower === undefined ? {} : { narrower }),
    ...(application === undefined ? {} : { application: application.remedy }),
    ...(idleTimeout === undefined ? {} : { idleTimeout }),
    ...(heartbeat === undefined ? {} : { heartbeat }),
    myths: await myths,
    replaced: ran[0]?.trace.route.flatMap((hop) => hop.replaced) ?? [],
    lacking: [],
    untested: [],
    broken: ran.some(({ trace }) => trace.outcome.state === 'broken'),
    undone: undoneIn(ran),
    inconclusive: inconclusiveOf(
      [...(await confirmed).flatMap((one) => one.doubts), ...doubts],
      failing.map(({ criterion }) => criterion),
    ).concat(unfinishedOf(all)),
  }
  const seen = new Set([...known, ...failing.map(keyOf)])
  const then = failingIn(verdictOn(after, scenarios).cells, words)
  const hides = then.some((one) => !seen.has(nameOf(one)))
  return { report, combined, changed: combined && trials.variantOf(combined.items)?.profile, hides }
}

const isOfOther = (ran: readonly CaseRun[], route: Examination['route']): boolean =>
  isElsewhere(
    ran.map(({ trace }) => trace),
    route,
  )

const nameOf = ({ verdict: { criterion }, front }: Failing): string => keyOf({ criterion, front })

const goingOn = (open: readonly string[]): string =>
  open.length === 0 ? 'changes are being tested' : `still running: ${open.join(', ')}`

const cellsOf = (ran: readonly CaseRun[]): string => `${ran.length} ${ran.length === 1 ? 'test case' : 'test cases'}`

/** False where each finding only depends on another scenario's, as behind a proxy that responds itself: nothing was shown. */
const isApplicable = (ran: readonly CaseRun[]): boolean =>
  !ran.every(({ judged }) => judged.every(({ finding }) => finding.dependsOn !== undefined))

const present = <T>(some: readonly (T | undefined)[]): T[] => some.filter((one) => one !== undefined)

/** What could not be run, and why; each reason once. What was run in vain is inconclusive: see there. */
function undoneIn(ran: readonly CaseRun[]): string[] {
  const reasons = ran.flatMap(({ tail, trace: { outcome } }): [string, string][] => {
    if (outcome.state === 'broken') return [[`${outcome.stage}: ${outcome.message}`, tail]]
    return outcome.state === 'skipped' && !outcome.because.startsWith(INCONCLUSIVE) ? [[outcome.because, tail]] : []
  })
  return [...Map.groupBy(reasons, ([reason]) => reason)].map(
    ([reason, group]) => `${group.map(([, tail]) => tail).join(', ')}: ${reason}`,
  )
}
