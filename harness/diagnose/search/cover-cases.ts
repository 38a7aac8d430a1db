/** Selects few remedies that together fix everything that can be fixed. Pure. */
import type { Candidate } from '../../model/index.ts'

export interface Turning {
  readonly remedy: readonly Candidate[]
  /** Failing criteria, each with its front (`keyOf`), that passed in a whole run of the remedy. */
  readonly turns: ReadonlySet<string>
}

/** The remedy that fixes most comes first, then those for what remains; of equal ones the earlier one. */
export function cover(remedies: readonly Turning[]): readonly Candidate[] {
  const missing = new Set(remedies.flatMap(({ turns }) => [...turns]))
  const chosen: Candidate[] = []
  while (missing.size > 0) {
    const gain = ({ turns }: Turning): number => [...turns].filter((one) => missing.has(one)).length
    const best = remedies.reduce<Turning | undefined>(
      (sofar, next) => (sofar !== undefined && gain(sofar) >= gain(next) ? sofar : next),
      undefined,
    )
    if (best === undefined) break
    for (const one of best.turns) missing.delete(one)
    chosen.push(...best.remedy.filter(({ id }) => !chosen.some((other) => other.id === id)))
  }
  return chosen
}
