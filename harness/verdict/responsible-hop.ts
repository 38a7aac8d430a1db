/**
 * Which hop of a chain causes a finding: the one that shows it alone too. Pure.
 */
import type { CellVerdict, HopRecord, Responsible } from '../model/index.ts'

/**
 * @param chain test cases of one chain, on one runtime
 * @param hops of that chain, client first
 * @param all test cases of the run, including those of each hop alone: a chain never runs without them
 */
export function responsibleFor(
  chain: readonly CellVerdict[],
  hops: readonly HopRecord[],
  all: readonly CellVerdict[],
): Responsible[] {
  const found = new Map<string, Responsible>()
  for (const cell of chain) {
    for (const { criterion, observed, outcome, kind } of cell.findings) {
      if (outcome !== 'fail' || kind === 'informative' || found.has(`${criterion} ${observed}`)) continue
      const shows = hops.map((hop) => alone(hop, cell, criterion, observed, all))
      const responsible = hops
        .filter((_, index) => shows[index] === 'fails')
        .map(({ proxy, profile }) => `${proxy}/${profile}`)
      const known = shows.every((show) => show !== 'unknown')
      found.set(`${criterion} ${observed}`, { criterion, observed, hops: responsible, known })
    }
  }
  return [...found.values()]
}

/**
 * A hop behind another does not see the client's axes: the hop in front of it chooses front and framing. So the class counts
 * under any axes.
 */
function alone(
  hop: HopRecord,
  cell: CellVerdict,
  criterion: string,
  observed: string,
  all: readonly CellVerdict[],
): 'fails' | 'passes' | 'unknown' {
  const own = all.filter(
    (one) =>
      one.proxy === hop.proxy &&
      one.profile === hop.profile &&
      one.build === hop.build &&
      one.runtime === cell.runtime &&
      one.scenario === cell.scenario,
  )
  const findings = own.flatMap(({ findings }) => findings.filter((finding) => finding.criterion === criterion))
  if (findings.length === 0) return 'unknown'
  return findings.some((finding) => finding.outcome === 'fail' && finding.observed === observed) ? 'fails' : 'passes'
}

/** A sentence for the headline; '' if nothing fails. */
export function sayResponsible(all: readonly Responsible[]): string {
  const groups = Map.groupBy(all, ({ hops, known }) => (hops.length > 0 ? hops.join(' and ') : known ? 'together' : ''))
  const clauses = [...groups].map(([hops, made]) => {
    const what = made.map(({ criterion, observed }) => `${criterion} ${observed}`).join(', ')
    if (hops === '') return `the hop responsible for ${what} is unknown: the hops did not run alone`
    return hops === 'together'
      ? `no hop alone shows ${what}, only the combination`
      : `${hops} is responsible for ${what}`
  })
  return clauses.join('; ')
}
