/** A session with a change applied. Pure. */
import { diffLines } from 'diff'
import { applyChange, mergeChanges } from '../../config/text-edits.ts'
import type { Candidate, ConfigTree, Profile, ProxiedRoute, ServerPlace } from '../../model/index.ts'
import { ontoOriginals } from '../fix/map-to-template.ts'
import type { Names } from '../report/file-names.ts'
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

/**
 * The route with its places in the changed configuration: they are lines and offsets, which a change above moves. One that is not found
 * there keeps its places, so that what the test cases reach is not taken for it.
 */
export function changedRoute(
  route: ProxiedRoute,
  found: readonly ProxiedRoute[],
  changed: ConfigTree,
  before: ConfigTree,
): ProxiedRoute {
  const was = (where: string): string => placeBefore(where, changed, before)
  const isOfServer = ({ server: { index, address }, path }: ProxiedRoute): boolean =>
    index === route.server.index && address === route.server.address && path === route.path
  const inLine = found.filter(
    ({ where, serverWhere, name }) =>
      was(where) === route.where && was(serverWhere) === route.serverWhere && placesBefore(name, was) === route.name,
  )
  // Where several lines in a row are changed, it is not known which of them is which.
  const fitting = inLine.length > 0 ? inLine : found.filter((one) => isOfServer(one) && one.name === route.name)
  const [only, ...others] = fitting.length > 1 ? fitting.filter(isOfServer) : fitting
  if (only === undefined || others.length > 0) return route
  const { place: _, ...rest } = route
  const { where, serverWhere, server, place } = only
  return { ...rest, where, serverWhere, server, ...(place === undefined ? {} : { place }) }
}

/** A change may add a server, so that the route's own has another number. Options without a server keep none. */
export const profileAt = (profile: Profile, server: ServerPlace): Profile =>
  profile.options?.server === undefined ? profile : { ...profile, options: { ...profile.options, server } }

/** Names for places of the changed files; their lines become those of the user's files. */
export function namesBefore(names: Names, changed: ConfigTree, originals: ConfigTree): Names {
  const was = (where: string): string => placeBefore(where, changed, originals)
  return {
    ...names,
    named: (where) => names.named(was(where)),
    inText: (text) => names.inText(placesBefore(text, was)),
  }
}

/** The line of `before` that corresponds to a line of `after`; lines are numbered from 1. */
export function lineBefore(before: string, after: string, line: number): number {
  let [was, is, replaced] = [0, 0, 0]
  for (const { added, removed, count = 0 } of diffLines(before, after)) {
    if (!removed && is + count >= line) {
      if (!added) return was + line - is
      return replaced === count ? was - count + line - is : was
    }
    if (!added) was += count
    if (!removed) is += count
    replaced = removed ? count : 0
  }
  return was
}

/** Converts a `file:line` of the changed files. */
function placeBefore(where: string, changed: ConfigTree, before: ConfigTree): string {
  const [, file = '', line] = /^(.*):(\d+)$/.exec(where) ?? []
  if (line === undefined) return where
  return `${file}:${lineBefore(before[file] ?? '', changed[file] ?? '', Number(line))}`
}

/** Converts each `(<file>:<line>)` in a sentence. */
const placesBefore = (text: string, was: (where: string) => string): string =>
  text.replace(/\(([^()]+:\d+)\)/g, (_, where: string) => `(${was(where)})`)

/** Converts line numbers to those of the user's files. */
export function asWritten(failure: Failure, changed: ConfigTree, originals: ConfigTree): Failure {
  const was = (where: string): string => placeBefore(where, changed, originals)
  const causes = failure.causes.map(({ where, near, why, ...cause }) => ({
    ...cause,
    why: placesBefore(why, was),
    ...(where === undefined ? {} : { where: was(where) }),
    ...(near === undefined ? {} : { near: was(near) }),
  }))
  return { ...failure, causes, hidden: true }
}
