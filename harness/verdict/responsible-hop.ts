/**
 * Which hops of a chain cause a finding: the smallest part of the chain that shows it by itself. Pure.
 */
import { partsOf } from '../matrix/chain-parts.ts'
import type { CellVerdict, HopRecord, Responsible } from '../model/index.ts'

/**
 * @param chain test cases of one chain, on one runtime
 * @param hops of that chain, client first
 * @param all test cases of the run, including those of parts of the chain: each hop alone, and for three hops or more pairs and larger parts
 * @param hopsOf the hops of a test case, client first
 */
export function responsibleFor(
  chain: readonly CellVerdict[],
  hops: readonly HopRecord[],
  all: readonly CellVerdict[],
  hopsOf: (cell: CellVerdict) => readonly HopRecord[],
): Responsible[] {
  const parts = partsOf(hops)
  const ran = Map.groupBy(all, (cell) => keyOf(hopsOf(cell), cell))
  const found = new Map<string, Responsible>()
  for (const cell of chain) {
    for (const { criterion, observed, outcome, kind } of cell.findings) {
      if (outcome !== 'fail' || kind === 'informative' || found.has(`${criterion} ${observed}`)) continue
      const shows = (part: readonly HopRecord[]): Shows =>
        shownIn(ran.get(keyOf(part, cell)) ?? [], criterion, observed)
      found.set(`${criterion} ${observed}`, { criterion, observed, ...smallest(parts, shows) })
    }
  }
  return [...found.values()]
}

type Shows = 'fails' | 'passes' | 'unknown'

/** Hops in the same order, on the same builds and runtime. */
const keyOf = (hops: readonly HopRecord[], { runtime, scenario }: CellVerdict): string =>
  JSON.stringify([hops.map(({ proxy, profile, build }) => [proxy, profile, build]), runtime, scenario])

/**
 * The client's axes do not reach a hop behind another one: the hop in front of it chooses front and framing. So a class counts
 * under any axes.
 */
function shownIn(cells: readonly CellVerdict[], criterion: string, observed: string): Shows {
  const findings = cells.flatMap((cell) => cell.findings.filter((finding) => finding.criterion === criterion))
  if (findings.length === 0) return 'unknown'
  return findings.some((finding) => finding.outcome === 'fail' && finding.observed === observed) ? 'fails' : 'passes'
}

function smallest(
  parts: readonly (readonly HopRecord[])[],
  shows: (part: readonly HopRecord[]) => Shows,
): Pick<Responsible, 'parts' | 'known'> {
  let known = true
  for (const [, ofSize] of Map.groupBy(parts, ({ length }) => length)) {
    if (ofSize.some((part) => shows(part) === 'unknown')) known = false
    const failing = ofSize.filter((part) => shows(part) === 'fails')
    // A chain may contain a hop twice.
    const named = new Map(failing.map(namesOf).map((names) => [names.join(' '), names]))
    if (named.size > 0) return { parts: [...named.values()], known }
  }
  return { parts: [], known }
}

const namesOf = (part: readonly HopRecord[]): string[] => part.map(({ proxy, profile }) => `${proxy}/${profile}`)

/** A sentence for the headline; '' if nothing fails. */
export function sayResponsible(all: readonly Responsible[]): string {
  const groups = Map.groupBy(all, ({ parts, known }) => JSON.stringify([parts, known]))
  const clauses = [...groups.values()].map((made) => {
    // The class of a failure is a word of report.json: only two failures of one criterion are told apart by it.
    const what = listed(
      made.map(({ criterion, observed }) => (isAgain(all, criterion) ? `${criterion} (${observed})` : criterion)),
    )
    const [{ parts, known } = { parts: [], known: false }] = made
    const [first] = parts
    if (first === undefined) {
      return known
        ? `no part of the chain alone shows ${what}, only all hops together`
        : `the hops responsible for ${what} are unknown: not every part of the chain ran alone`
    }
    const smaller = known || first.length === 1 ? '' : ' (not every smaller part ran alone)'
    return `${sayParts(parts)} for ${what}${smaller}`
  })
  return clauses.join('; ')
}

const isAgain = (all: readonly Responsible[], name: string): boolean =>
  all.filter(({ criterion }) => criterion === name).length > 1

function sayParts(parts: readonly (readonly string[])[]): string {
  const alone = parts.every(({ length }) => length === 1)
  const said = listed(parts.map((part) => (alone ? listed(part) : `${listed(part)} together`)))
  if (parts.length > 1) return `${said} are each responsible`
  return `${said} ${alone ? 'is' : 'are'} responsible`
}

/** `a`, `a and b`, `a, b and c`. */
const listed = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' and ')
