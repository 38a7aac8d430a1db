/**
 * What was found on a route until its check was interrupted: notes for a person, since no verdict can be made of it. They are written
 * here, and parsed here where they are grouped by route. Pure.
 */

export interface UnfinishedFindings {
  /** @param line of progress */
  add(line: string): void
  notes(): readonly string[]
}

/** Findings in a line of progress; the criterion or scenario is the second part. What fails comes first. */
const FINDINGS: readonly { readonly begin: string; readonly says: string }[] = [
  { begin: 'fails: ', says: ' fails' },
  { begin: 'does not pass: ', says: ' does not pass' },
  { begin: 'warning: ', says: ' fails (a warning)' },
  { begin: 'inconclusive: ', says: ' is inconclusive' },
  { begin: 'passes: ', says: ' passes' },
]

/** @param signal what arrives after it may be an effect of the interruption, and is left out */
export function unfinishedFindings(route: string, signal: AbortSignal): UnfinishedFindings {
  const lines = new Set<string>()
  return {
    add(line) {
      if (!signal.aborted) lines.add(line)
    },
    notes() {
      if (lines.size === 0) return [noteOf(route, 'nothing was found yet')]
      const rank = (line: string): number => {
        const at = FINDINGS.findIndex(({ begin }) => line.startsWith(begin))
        return at < 0 ? FINDINGS.length : at
      }
      const failing = [...lines].flatMap((line) => /^(?:fails|warning): ([\w-]+)\//.exec(line)?.[1] ?? [])
      // The first sign of a failure is superseded by the failing criterion.
      const isSuperseded = (line: string): boolean => failing.some((id) => line.startsWith(`does not pass: ${id}: `))
      return [...lines]
        .filter((line) => !isSuperseded(line))
        .sort((a, b) => rank(a) - rank(b))
        .map((line) => noteOf(route, criterionFirst(line)))
    },
  }
}

/** `fails: delivery/live: buffered` → `delivery/live fails: buffered` */
function criterionFirst(line: string): string {
  const kind = FINDINGS.find(({ begin }) => line.startsWith(begin))
  return kind === undefined ? line : line.slice(kind.begin.length).replace(/^[^\s:]+/, (name) => `${name}${kind.says}`)
}

const noteOf = (route: string, text: string): string => `${text} (unfinished; ${route})`

export interface UnfinishedRoute {
  readonly route: string
  readonly findings: readonly string[]
}

/** @returns the findings of each route, and the notes that are none */
export function splitUnfinished(notes: readonly string[]): {
  readonly unfinished: readonly UnfinishedRoute[]
  readonly others: readonly string[]
} {
  const parsed = notes.map((note) => ({ note, match: /^(.*) \(unfinished; (.*)\)$/s.exec(note) }))
  const findings = parsed.flatMap(({ match }) =>
    match === null ? [] : [{ text: match[1] ?? '', route: match[2] ?? '' }],
  )
  return {
    unfinished: [...Map.groupBy(findings, ({ route }) => route)].map(([route, group]) => ({
      route,
      findings: group.map(({ text }) => text),
    })),
    others: parsed.flatMap(({ note, match }) => (match === null ? [note] : [])),
  }
}
