/**
 * Finds the cause and a verified remedy of one failing criterion. Pure: the function that runs variants is a parameter. First the
 * changes that are known to help are tested, one by one and then together; where none helps, the lines that apply to the route
 * are removed in halves.
 */
import { mergeChanges } from '../../config/text-edits.ts'
import type { Candidate } from '../../model/index.ts'
import { firstAlone, minimalSet, soonestAlone, type Try } from './minimal-change.ts'

const FEW = 16
const ONCE_MORE = 1
const MANY_TIMES_MORE = 3

/** The result of a whole run with a change. */
export interface Proof {
  /** Every test case that failed passes now. */
  readonly turned: boolean
  /** What passed before and fails now: `<question>: <criterion>`. */
  readonly worsened: readonly string[]
}

export interface TrialRuns {
  /** Runs what failed, with these changes. */
  readonly attempt: Try<Candidate>
  /** Runs it once more, with almost nothing else at the same time. */
  readonly retry: Try<Candidate>
  /**
   * Runs everything with these changes, and runs what failed `times` more times, with and without them: where a finding is flaky,
   * one of many arbitrary changes may seem to help by chance.
   */
  readonly prove: (items: readonly Candidate[], times: number) => Promise<Proof>
}

export interface Explained {
  /** Changed together they fix the finding, and no subset of them does. Empty: no fix was found. */
  readonly causes: readonly Candidate[]
  /** Verified. Empty where the causes could not be changed without breaking something else, or there are none. */
  readonly remedy: readonly Candidate[]
  /** Changes that also fixed it, but were rejected because they broke something else. */
  readonly harmful: readonly { readonly candidate: Candidate; readonly worsened: readonly string[] }[]
  /** Number of different changes that were available. */
  readonly tried: number
}

export async function explain(
  candidates: readonly Candidate[],
  probes: readonly Candidate[],
  { attempt, retry, prove }: TrialRuns,
): Promise<Explained> {
  const harmful: { candidate: Candidate; worsened: readonly string[] }[] = []
  const turning: Candidate[] = []
  async function accept(candidate: Candidate, times = ONCE_MORE): Promise<boolean> {
    const { turned, worsened } = await prove([candidate], times)
    if (turned) turning.push(candidate)
    if (worsened.length > 0) harmful.push({ candidate, worsened })
    return turned && worsened.length === 0
  }
  const answer = (causes: readonly Candidate[], remedy: readonly Candidate[]): Explained => ({
    causes,
    remedy,
    harmful,
    tried: candidates.length + probes.length,
  })
  async function together(items: readonly Candidate[], times: number): Promise<Explained | undefined> {
    const found = await minimalSet(compatible(items), attempt)
    if (found === undefined) return undefined
    const causes = await withoutChance(found, retry)
    const { turned, worsened } = await prove(causes, times)
    return turned ? answer(causes, worsened.length === 0 ? causes : []) : undefined
  }

  async function byOneLine(): Promise<Explained | undefined> {
    const line = await soonestAlone(probes, attempt)
    if (line === undefined) return undefined
    const harmless = await accept(line, MANY_TIMES_MORE)
    const [cause] = turning
    return cause && answer([cause], harmless ? [line] : [])
  }

  const inHalves = (): Promise<Explained | undefined> => together(probes, MANY_TIMES_MORE)

  const alone = await firstAlone(candidates, attempt, accept)
  if (alone !== undefined) return answer([alone], [alone])
  if (turning.length > 0) return (await byOneLine()) ?? answer(turning.slice(0, 1), [])
  const known = candidates.length > 1 ? await together(candidates, ONCE_MORE) : undefined
  if (known !== undefined) return known
  // A few lines are tested one by one, many in halves, because without all of them the configuration may no longer be valid.
  const [first, second] = probes.length <= FEW ? [byOneLine, inHalves] : [inHalves, byOneLine]
  return (await first()) ?? (await second()) ?? answer([], [])
}

/**
 * A set that is larger than necessary where a smaller one did not help by chance, e.g. under load: each change of it is left out
 * once more.
 */
async function withoutChance(set: readonly Candidate[], retry: Try<Candidate>): Promise<readonly Candidate[]> {
  if (set.length < 2) return set
  for (const item of set) {
    const rest = set.filter((other) => other !== item)
    if ((await retry(rest)) === 'turned') return withoutChance(rest, retry)
  }
  return set
}

/** The changes that can be applied together, earlier ones first. */
function compatible(items: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = []
  for (const item of items) {
    if (mergeChanges([...kept, item].map(({ change }) => change)) !== undefined) kept.push(item)
  }
  return kept
}
