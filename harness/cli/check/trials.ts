/** Tries changes of a configuration in the lab: does the finding turn, and does nothing else get worse? */
import { applyChange, mergeChanges } from '../../changes.ts'
import type { Proof } from '../../explain/explain.ts'
import type { Tried } from '../../explain/search.ts'
import type { Candidate, Ms, Profile } from '../../model.ts'
import type { Lab, Played, Variant } from './lab.ts'

/** `<question tail> <scenario>/<criterion>` → its finding's outcome; `<question tail> state` → pass when it was played to its end. */
export type Findings = ReadonlyMap<string, string>

/** A failing criterion, with the questions that show it. */
export interface Goal {
  readonly criterion: string
  readonly tails: readonly string[]
}

export interface Trials {
  /** Undefined where the changes cannot be made together. */
  variantOf(items: readonly Candidate[]): Variant | undefined
  /** The same once more, played for itself: what is seen twice is no chance. */
  twinOf(items: readonly Candidate[]): Variant | undefined
  attempt(goal: Goal, items: readonly Candidate[]): Promise<Tried>
  /** @param base what the configuration showed as it is */
  prove(goal: Goal, items: readonly Candidate[], base: readonly Played[]): Promise<Proof>
  /** Every cell with these changes made; empty where they cannot be, or the signal came. */
  whole(items: readonly Candidate[]): Promise<readonly Played[]>
}

const QUICK: Ms = 2000

export function createTrials(lab: Lab, profile: Profile): Trials {
  const numbers = new Map<string, number>()

  function changed(items: readonly Candidate[], name: string): Variant | undefined {
    const change = mergeChanges(items.map((item) => item.change))
    if (change === undefined) return undefined
    const originHeaders = [...profile.originHeaders, ...items.flatMap((item) => item.originHeaders)]
    const key = JSON.stringify([change, originHeaders])
    const number = numbers.get(key) ?? numbers.size + 1
    numbers.set(key, number)
    const config = applyChange(profile.config, change)
    return lab.variant({ ...profile, id: `${profile.id}-${name}-${number}`, config, originHeaders })
  }

  const variantOf = (items: readonly Candidate[]) => changed(items, 'changed')
  const twinOf = (items: readonly Candidate[]) => changed(items, 'again')

  async function isFineAgain({ criterion, tails }: Goal, items: readonly Candidate[]): Promise<boolean> {
    const played = await Promise.all(tails.map((tail) => twinOf(items)?.play(tail)))
    const findings = findingsOf(played.filter((one) => one !== undefined))
    return tails.every((tail) => isFine(findings.get(`${tail} ${criterion}`)))
  }

  async function whole(items: readonly Candidate[]): Promise<readonly Played[]> {
    const variant = variantOf(items)
    if (variant === undefined) return []
    const played = await Promise.all(variant.tails.map((tail) => variant.play(tail)))
    return played.every((one) => one !== undefined) ? played : []
  }

  /** Those that take long by themselves are not played once more. */
  async function quickOf(tails: readonly string[]): Promise<readonly string[]> {
    const controls = await Promise.all(tails.map((tail) => lab.control(tail)))
    return tails.filter((_, index) => (controls[index]?.took ?? 0) < QUICK)
  }

  return {
    variantOf,
    twinOf,
    whole,
    async attempt({ criterion, tails }, items) {
      const variant = variantOf(items)
      if (variant === undefined) return 'unclear'
      const outcomes: (string | undefined)[] = []
      // A change that does not help in the first cell is not worth playing in the others.
      for (const some of [tails.slice(0, 1), tails.slice(1)]) {
        const played = await Promise.all(some.map((tail) => variant.play(tail)))
        outcomes.push(...played.map((one) => one && findingsOf([one]).get(`${one.tail} ${criterion}`)))
        if (outcomes.includes('fail')) return 'not'
      }
      return outcomes.every(isFine) ? 'turned' : 'unclear'
    },
    async prove(goal, items, base) {
      const { criterion, tails } = goal
      const [played, again, without] = await Promise.all([
        whole(items),
        isFineAgain({ criterion, tails: await quickOf(tails) }, items),
        isFineAgain(goal, []),
      ])
      const after = findingsOf(played)
      // A finding that comes and goes by itself was not turned by anything.
      const turned = again && !without && tails.every((tail) => isFine(after.get(`${tail} ${criterion}`)))
      return { turned, worsened: turned ? worsenedBy(findingsOf(base), after) : [] }
    },
  }
}

export const isFine = (outcome: string | undefined): boolean => outcome === 'pass' || outcome === 'measured'

/** What passed before, and fails or cannot be judged any more. */
export function worsenedBy(before: Findings, after: Findings): string[] {
  return [...before]
    .filter(([key, outcome]) => outcome === 'pass' && !isFine(after.get(key)) && after.get(key) !== 'not-applicable')
    .map(([key]) => key)
}

export function findingsOf(played: readonly Played[]): Findings {
  const found = new Map<string, string>()
  for (const { tail, cell, judged, trace } of played) {
    found.set(`${tail} state`, trace.outcome.state === 'complete' ? 'pass' : 'fail')
    for (const { criterion, finding } of judged) {
      if (criterion.kind !== 'informative') found.set(`${tail} ${cell.scenario.id}/${criterion.id}`, finding.outcome)
    }
  }
  return found
}
