/** The order in which the routes of a configuration are tested and reported: probable streams first. Which of them are for files. */
import type { ProxiedRoute } from '../model/index.ts'
import { isForFiles } from './place-for-files.ts'

/** Short words must be whole words: `sse` occurs in `assets`, `live` in `delivery`. */
const STREAM =
  /event|stream|notif|subscri|message|socket|realtime|mercure|follow|(?<![a-z])(sse|live|hub|mcp|push|poll|watch|chat|hmr)(?![a-z])/i
const STATIC =
  /\.[^\w.]*(css|js|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|map|html?)\b|\b(static|assets|images?|img|fonts?|favicon|media|uploads)\b/i

/**
 * Routes whose place is for files, and the others. No stream is expected there, and buffering, caching and compressing is right for files:
 * graded as the place of a stream it would be broken. Where nothing else proxies, all are others.
 */
export function apartFromFiles(routes: readonly ProxiedRoute[]): {
  readonly others: readonly ProxiedRoute[]
  readonly ofFiles: readonly ProxiedRoute[]
} {
  const isOfFiles = (route: ProxiedRoute): boolean => !isLikelyStream(route) && isForFiles(route.name)
  const others = routes.filter((route) => !isOfFiles(route))
  return others.length === 0 ? { others: routes, ofFiles: [] } : { others, ofFiles: routes.filter(isOfFiles) }
}

/** Places named one by one. */
const MAX_NAMED = 3

/** For people: each can still be tested. */
export function notesOfFiles(ofFiles: readonly ProxiedRoute[], named: (where: string) => string): readonly string[] {
  const notes = ofFiles
    .slice(0, MAX_NAMED)
    .map(
      ({ name, where, path }) =>
        `${named(where)}: ${name} was not tested: it is for files, and no stream is expected there; --path ${path} tests it.`,
    )
  const more = ofFiles.length - MAX_NAMED
  return more > 0
    ? [...notes, `nor ${more === 1 ? 'was one more place' : `were ${more} more places`} for files.`]
    : notes
}

/** Routes of equal rank keep the order of the files. */
export function orderRoutes(routes: readonly ProxiedRoute[]): readonly ProxiedRoute[] {
  return [...routes].sort((a, b) => rankOf(a) - rankOf(b))
}

/** Decided by its settings, or by a word in its name or target. */
export const isLikelyStream = ({ name, target, isStreamLike }: ProxiedRoute): boolean =>
  isStreamLike || STREAM.test(`${name} ${target}`)

function rankOf(route: ProxiedRoute): number {
  const { name } = route
  if (isLikelyStream(route)) return 0
  return STATIC.test(name) ? 2 : 1
}
