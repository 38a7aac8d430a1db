/** Tries changes of a configuration in the lab: does the finding turn, and does nothing else get worse? */
import { createHash } from 'node:crypto'
import { applyChange, mergeChanges } from '../../config/text-edits.ts'
import type { Candidate, HeaderField, Ms, Profile } from '../../model/index.ts'
import { replacedBy } from '../origin-header.ts'
import type { Proof } from './explain.ts'
import type { Tried } from './minimal-change.ts'
import type { CaseRun, Variant, VariantRunner } from './variant-runner.ts'

/** What a failing criterion may become: what it judges is no longer there, e.g. a coding, though nothing that it depends on fails. */
const GONE = 'gone'

/** `<question tail> <scenario>/<criterion>` → its finding's outcome, or `GONE`; `<question tail> state` → pass when it was run to its end. */
export type Findings = ReadonlyMap<string, string>

/** A failing criterion, with the questions that show it. */
export interface Goal {
  readonly criterion: string
  readonly tails: readonly string[]
}

export interface Trials {
  /** Undefined where the changes cannot be made together. */
  variantOf(items: readonly Candidate[]): Variant | undefined
  /** The same once more, run for itself: what is seen again is no chance. */
  twinOf(items: readonly Candidate[], nth?: number): Variant | undefined
  /** True when what failed passes another time, with nothing changed. */
  comesAndGoes(goal: Goal): Promise<boolean>
  attempt(goal: Goal, items: readonly Candidate[]): Promise<Tried>
  /** @param base what the configuration showed as it is */
  prove(goal: Goal, items: readonly Candidate[], base: readonly CaseRun[], times: number): Promise<Proof>
  /** What passed in `base` and fails with these changes made, twice: `<question tail> <scenario>/<criterion>`. */
  worsened(items: readonly Candidate[], base: readonly CaseRun[]): Promise<readonly string[]>
  /** Every test case with these changes made; empty where they cannot be, or the signal came. */
  whole(items: readonly Candidate[]): Promise<readonly CaseRun[]>
}

const QUICK: Ms = 2000

export function createTrials(variants: VariantRunner, profile: Profile): Trials {
  const isSent = ([name, value]: HeaderField): boolean =>
    profile.originHeaders.some(([one, content]) => one.toLowerCase() === name.toLowerCase() && content === value)

  function changed(items: readonly Candidate[], name: string): Variant | undefined {
    const change = mergeChanges(items.map((item) => item.change))
    if (change === undefined) return undefined
    const added = items.flatMap((item) => item.originHeaders)
    // What the application sends already is no change.
    if (items.length > 0 && change.length === 0 && added.every(isSent)) return undefined
    const originHeaders = replacedBy(profile.originHeaders, added)
    // The same change of the same configuration is the same variant, whoever tries it.
    const digest = createHash('sha256')
      .update(JSON.stringify([change, originHeaders]))
      .digest('hex')
      .slice(0, 12)
    const config = applyChange(profile.config, change)
    return variants.variant({ ...profile, id: `${profile.id}-${name}-${digest}`, config, originHeaders })
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

  /** Those that take long by themselves are not run once more. */
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
      // A change that does not help in the first test case is not worth running in the others, unless each takes long.
      for (const some of isQuick ? [tails.slice(0, 1), tails.slice(1)] : [tails]) {
        const ran = await Promise.all(some.map((tail) => variant.run(tail)))
        outcomes.push(...ran.map((one) => one && findingsOf([one]).get(`${one.tail} ${criterion}`)))
        if (outcomes.includes('fail')) return 'not'
      }
      return outcomes.every(isFine) ? 'turned' : 'unclear'
    },
    // The first retry has confirmed it.
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
      // A finding that comes and goes by itself was not turned by anything.
      const turned =
        !again.includes(false) &&
        !without.includes(true) &&
        tails.every((tail) => isFine(after.get(`${tail} ${criterion}`)))
      return { turned, worsened: turned ? await worsened(items, base) : [] }
    },
  }
}

export const isFine = (outcome: string | undefined): boolean => outcome === 'pass' || outcome === 'measured'

/** A failing criterion fails no more. */
export const isFixed = (outcome: string | undefined): boolean => isFine(outcome) || outcome === GONE

/** What passed before and fails now. */
function worsenedBy(before: Findings, after: Findings): string[] {
  return [...before].filter(([key, outcome]) => outcome === 'pass' && after.get(key) === 'fail').map(([key]) => key)
}

/** What the harness could not do says nothing of the proxy. */
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
