/** What was found on a route until its check was interrupted: lines for a person, since no verdict can be made of it. */

export interface UnfinishedFindings {
  add(line: string): void
  notes(): readonly string[]
}

/** @param signal what arrives after it may be an effect of the interruption, and is left out */
export function unfinishedFindings(route: string, signal: AbortSignal): UnfinishedFindings {
  const lines = new Set<string>()
  return {
    add(line) {
      if (!signal.aborted) lines.add(line)
    },
    notes() {
      if (lines.size === 0) return [`${route}: interrupted before anything was found`]
      const passes = (line: string): number => Number(line.startsWith('passes: '))
      // What fails first: a screen may not hold all of it.
      return [...lines].sort((a, b) => passes(a) - passes(b)).map((line) => `${route}, unfinished: ${line}`)
    },
  }
}
