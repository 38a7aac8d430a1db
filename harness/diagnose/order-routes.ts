/** The order in which the routes of a configuration are tested and reported: probable streams first, locations for static files last. */
import type { ProxiedRoute } from '../model/index.ts'

/** Short words must be whole words: `sse` occurs in `assets`, `live` in `delivery`. */
const STREAM =
  /event|stream|notif|subscri|message|socket|realtime|mercure|follow|(?<![a-z])(sse|live|hub|mcp|push|poll|watch|chat)(?![a-z])/i
const STATIC =
  /\.[^\w.]*(css|js|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|map|html?)\b|\b(static|assets|images?|img|fonts?|favicon|media|uploads)\b/i

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
