/** A session with a change applied. Pure. */
import { diffLines } from 'diff'
import { applyChange, mergeChanges } from '../../config/text-edits.ts'
import type { Candidate, ConfigTree, Profile } from '../../model/index.ts'
import { ontoOriginals } from '../fix/map-to-template.ts'
import type { Failure } from '../report/report.ts'
import type { Examination } from '../session.ts'

/** The same session with the change applied, both in the configuration that is run and in the files as written. */
export function changedBy(now: Examination, items: readonly Candidate[], profile: Profile): Examination {
  const { situation, originals } = now
  const change = mergeChanges(items.map((item) => item.change)) ?? []
  const config = applyChange(situation.config, change)
  const own = ontoOriginals(change, situation.config, originals)
  return {
    ...now,
    profile,
    // The limits have already been reported.
    timers: [],
    situation: { ...situation, config },
    originals: own === undefined ? config : applyChange(originals, own),
  }
}

/** The line of `before` that corresponds to a line of `after`; lines are numbered from 1. */
export function lineBefore(before: string, after: string, line: number): number {
  let [was, is] = [0, 0]
  for (const { added, removed, count = 0 } of diffLines(before, after)) {
    if (!removed && is + count >= line) return added ? was : was + line - is
    if (!added) was += count
    if (!removed) is += count
  }
  return was
}

/** Converts line numbers to those of the user's files. */
export function asWritten(failure: Failure, changed: ConfigTree, originals: ConfigTree): Failure {
  const before = (where: string): string => {
    const [, file = '', line] = /^(.*):(\d+)$/.exec(where) ?? []
    if (line === undefined) return where
    return `${file}:${lineBefore(originals[file] ?? '', changed[file] ?? '', Number(line))}`
  }
  const causes = failure.causes.map(({ where, near, why, ...cause }) => ({
    ...cause,
    why: why.replace(/\(([^()]+:\d+)\)/g, (_, place: string) => `(${before(place)})`),
    ...(where === undefined ? {} : { where: before(where) }),
    ...(near === undefined ? {} : { near: before(near) }),
  }))
  return { ...failure, causes, hidden: true }
}
