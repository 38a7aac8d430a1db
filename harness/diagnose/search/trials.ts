/** Tests changes of a configuration: whether the finding is fixed, and whether anything else gets worse. */
import { createHash } from 'node:crypto'
import { applyChange, mergeChanges } from '../../config/text-edits.ts'
import type { Candidate, ConfigTree, HeaderField, Ms, Profile, ServerPlace } from '../../model/index.ts'
import { replacedBy } from '../origin-header.ts'
import { profileAt } from './changed-session.ts'
import type { Proof } from './explain.ts'
import type { Tried } from './minimal-change.ts'
import type { CaseRun, Variant, VariantRunner } from './variant-runner.ts'

/**
 * Outcome of a failing criterion whose subject no longer exists after a change, e.g. a content coding, although nothing that it
 * depends on fails.
 */
const GONE = 'gone'

/**
 * `<question tail> <scenario>/<criterion>` → its finding's outcome, or `GONE`; `<question tail> state` → pass if the test case
 * finished.
 */
export type Findings = ReadonlyMap<string, string>

/** A failing criterion, with the test cases that show it. */
export interface Goal {
  readonly criterion: string
  readonly tails: readonly string[]
}

export interface Trials {
  /** Undefined where the changes cannot be applied together. */
  variantOf(items: readonly Candidate[]): Variant | undefined
  /** The same variant, run again separately: a result that repeats is not chance. */
  twinOf(items: readonly Candidate[], nth?: number): Variant | undefined
  /** True when a failure passes in another run without any change. */
  comesAndGoes(goal: Goal): Promise<boolean>
  attempt(goal: Goal, items: readonly Candidate[]): Promise<Tried>
  /** As `attempt`, with almost nothing else at the same time; the result replaces the earlier one. */
  retry(goal: Goal, items: readonly Candidate[]): Promise<Tried>
  /** @param base results of the unchanged configuration */
  prove(goal: Goal, items: readonly Candidate[], base: readonly CaseRun[], times: number): Promise<Proof>
  /** What passed in `base` and fails twice with these changes: `<question tail> <scenario>/<criterion>`. */
  worsened(items: readonly Candidate[], base: readonly CaseRun[]): Promise<readonly string[]>
  /** Runs already what `prove` repeats of a test case: the same variant. */
  foreseeProof(tail: string, items: readonly Candidate[]): Promise<void>
  /** Every test case with these changes; empty where they cannot be applied, or on the signal. */
  whole(items: readonly Candidate[]): Promise<readonly CaseRun[]>
}

const QUICK: Ms = 2000

/** @param serverIn the route's server in changed files; absent where no change adds one */
export function createTrials(
  variants: VariantRunner,
  profile: Profile,
  serverIn?: (changed: ConfigTree) => ServerPlace,
): Trials {
  const isSent = ([name, value]: HeaderField): boolean =>
    profile.originHeaders.some(([one, content]) => one.toLowerCase() === name.toLowerCase() && content === value)

  function changed(items: readonly Candidate[], name: string): Variant | undefined {
    const change = mergeChanges(items.map((item) => item.change))
    if (change === undefined) return undefined
    const added = items.flatMap((item) => item.originHeaders)
    // A header field that the application already sends is not a change.
    if (items.length > 0 && change.length === 0 && added.every(isSent)) return undefined
    const originHeaders = replacedBy(profile.originHeaders, added)
    // The same change of the same configuration is the same variant, whichever search tries it.
    const digest = createHash('sha256')
      .update(JSON.stringify([change, originHeaders]))
      .digest('hex')
      .slice(0, 12)
    const config = applyChange(profile.config, change)
    const own = serverIn === undefined ? profile : profileAt(profile, serverIn(config))
    return variants.variant({ ...own, id: `${profile.id}-${name}-${digest}`, config, originHeaders })
  }

  const variantOf = (items: readonly Candidate[]) => changed(items, 'changed')
  const twinOf = (items: readonly Candidate[], nth = 1) => changed(items, `again-${nth}`)

  async function isFineAgain({ criterion, tails }: Goal, items: readonly Candidate[], nth: number): Promise<boolean> {
    const ran = await Promise.all(tails.map((tail) => twinOf(items, nth)?.run(tail)))
    const findings = findingsOf(ran.filter((one) => one !== undefined))
    return tails.every((tail) => isFine(findings.get(`${tail} ${criterion}`)))
  }

  async function whole(items: readonly Candidate[]): Promise<readonly CaseRun[]> {
    const variant = variantOf(items)
    if (variant === undefined) return []
    const ran = await Promise.all(variant.tails.map((tail) => variant.run(tail)))
    return ran.every((one) => one !== undefined) ? ran : []
  }

  async function worsened(items: readonly Candidate[], base: readonly CaseRun[]): Promise<readonly string[]> {
    const worse = worsenedBy(findingsOf(base), findingsOf(await whole(items)))
    const tails = [...new Set(worse.map((key) => key.split(' ')[0] ?? ''))]
    const again = await Promise.all(tails.map((tail) => twinOf(items)?.run(tail)))
    const findings = findingsOf(again.filter((one) => one !== undefined))
    return worse.filter((key) => findings.get(key) === 'fail')
  }

  /** Test cases that always take long are not repeated. */
  async function quickOf(tails: readonly string[]): Promise<readonly string[]> {
    const controls = await Promise.all(tails.map((tail) => variants.control(tail)))
    return tails.filter((_, index) => (controls[index]?.took ?? 0) < QUICK)
  }

  return {
    variantOf,
    twinOf,
    whole,
    worsened,
    async attempt({ criterion, tails }, items) {
      const variant = variantOf(items)
      if (variant === undefined) return 'unclear'
      const outcomes: (string | undefined)[] = []
      const isQuick = (await quickOf(tails)).length === tails.length
      // A change that does not help in the first test case is not run in the others, unless each takes long.
      for (const some of isQuick ? [tails.slice(0, 1), tails.slice(1)] : [tails]) {
        const ran = await Promise.all(some.map((tail) => variant.run(tail)))
        outcomes.push(...ran.map((one) => one && findingsOf([one]).get(`${one.tail} ${criterion}`)))
        if (outcomes.includes('fail')) return 'not'
      }
      return outcomes.every(isFine) ? 'turned' : 'unclear'
    },
    async retry({ criterion, tails }, items) {
      const variant = variantOf(items)
      if (variant === undefined) return 'unclear'
      for (const tail of tails) {
        const ran = await variant.runAgain(tail)
        const outcome = ran && findingsOf([ran]).get(`${tail} ${criterion}`)
        if (!isFine(outcome)) return outcome === 'fail' ? 'not' : 'unclear'
      }
      return 'turned'
    },
    async foreseeProof(tail, items) {
      const [quick] = await quickOf([tail])
      if (quick !== undefined) await twinOf(items)?.run(quick)
    },
    // The first retry has already confirmed it.
    comesAndGoes: (goal) => isFineAgain(goal, [], 2),
    async prove(goal, items, base, times) {
      const { criterion, tails } = goal
      const each = Array.from({ length: times }, (_, n) => n + 1)
      const [ran, again, without] = await Promise.all([
        whole(items),
        Promise.all(
          each.map(async (nth) =>
            isFineAgain({ criterion, tails: times > 1 ? tails : await quickOf(tails) }, items, nth),
          ),
        ),
        Promise.all(each.map((nth) => isFineAgain(goal, [], nth))),
      ])
      const after = findingsOf(ran)
      // A flaky finding is not counted as fixed by a change.
      const turned =
        !again.includes(false) &&
        !without.includes(true) &&
        tails.every((tail) => isFine(after.get(`${tail} ${criterion}`)))
      return { turned, worsened: turned ? await worsened(items, base) : [] }
    },
  }
}

export const isFine = (outcome: string | undefined): boolean => outcome === 'pass' || outcome === 'measured'

/** Whether a failing criterion no longer fails. */
export const isFixed = (outcome: string | undefined): boolean => isFine(outcome) || outcome === GONE

/** What passed before and fails now. */
function worsenedBy(before: Findings, after: Findings): string[] {
  return [...before].filter(([key, outcome]) => outcome === 'pass' && after.get(key) === 'fail').map(([key]) => key)
}

/** A failure of the harness is no evidence about the proxy. */
const STATES = { complete: 'pass', refused: 'fail', 'proxy-died': 'fail', skipped: 'noisy', broken: 'noisy' } as const

export function findingsOf(ran: readonly CaseRun[]): Findings {
  const found = new Map<string, string>()
  for (const { tail, cell, judged, trace } of ran) {
    found.set(`${tail} state`, STATES[trace.outcome.state])
    for (const { criterion, finding } of judged) {
      const isGone = finding.outcome === 'not-applicable' && finding.dependsOn === undefined
      if (criterion.kind !== 'informative')
        found.set(`${tail} ${cell.scenario.id}/${criterion.id}`, isGone ? GONE : finding.outcome)
    }
  }
  return found
}
