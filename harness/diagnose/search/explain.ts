/**
 * One failing criterion → its cause and a proven remedy. Pure: the function that runs variants is passed in. First the changes that are known to
 * help, one by one and then together; where none does, the lines that hold for the route, taken out in halves.
 */
import { mergeChanges } from '../../config/text-edits.ts'
import type { Candidate } from '../../model/index.ts'
import { firstAlone, minimalSet, soonestAlone, type Try } from './minimal-change.ts'

const FEW = 16
const ONCE_MORE = 1
const MANY_TIMES_MORE = 3

/** What a whole run of a change showed. */
export interface Proof {
  /** Every test case that failed passes now. */
  readonly turned: boolean
  /** What passed before and fails now: `<question>: <criterion>`. */
  readonly worsened: readonly string[]
}

export interface TrialRuns {
  /** Runs what failed, with these changes made. */
  readonly attempt: Try<Candidate>
  /**
   * Runs everything with these changes made, and what failed so many times more, with them and without: of many lines that
   * are tried for no reason one seems to help by chance, where a finding comes and goes.
   */
  readonly prove: (items: readonly Candidate[], times: number) => Promise<Proof>
}

export interface Explained {
  /** Changed together they fix the finding, and no part of them does. Empty: nothing was found that does. */
  readonly causes: readonly Candidate[]
  /** Proven. Empty where the causes could not be changed without harm, or there are none. */
  readonly remedy: readonly Candidate[]
  /** What turned it too, and was turned down for what it broke. */
  readonly harmful: readonly { readonly candidate: Candidate; readonly worsened: readonly string[] }[]
  /** How many different changes were at hand. */
  readonly tried: number
}

export async function explain(
  candidates: readonly Candidate[],
  probes: readonly Candidate[],
  { attempt, prove }: TrialRuns,
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
    const causes = await minimalSet(compatible(items), attempt)
    if (causes === undefined) return undefined
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
  // A few lines are tried one by one, many in halves; without all of them it may be no configuration any more.
  const [first, second] = probes.length <= FEW ? [byOneLine, inHalves] : [inHalves, byOneLine]
  return (await first()) ?? (await second()) ?? answer([], [])
}

/** Those that can be made together, earlier ones first. */
function compatible(items: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = []
  for (const item of items) {
    if (mergeChanges([...kept, item].map(({ change }) => change)) !== undefined) kept.push(item)
  }
  return kept
}
