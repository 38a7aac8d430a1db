/** What a target's own path makes of the paths below a prefix, and what of that surprises people. Pure. */

/** In the names of places whose application sends addresses in its events. */
const SENDS_ADDRESSES = /(?<![a-z])(mcp|sse)(?![a-z])/i

/**
 * What is to be said of it, as a sentence goes on; undefined where nothing is.
 * @param prefix of the place, which begins with `/`
 * @param path that takes its place, of the target; it begins with `/`, or is '' where the target ends with its host
 * @param isWritten the place as it is written with a `/` at its end, or without
 */
export function saysOfReplaced(prefix: string, path: string, written: (prefix: string) => string): string | undefined {
  const below = prefix.endsWith('/') ? `${prefix}x` : `${prefix}/x`
  const reached = path + below.slice(prefix.length)
  const says = [
    ...(isAmiss(prefix, path, reached)
      ? [`a request for ${below} reaches the application as ${reached}; ${adviceFor(prefix, path, written)}`]
      : []),
    ...(SENDS_ADDRESSES.test(prefix) && /^\/?$/.test(path)
      ? [
          `requests reach the application without ${prefix.replace(/\/$/, '')}, so an address that it sends in an event, as MCP's endpoint, lacks it unless the application knows the prefix`,
        ]
      : []),
  ]
  return says.length === 0 ? undefined : says.join(', and ')
}

/** The slash between is there twice, or missing. */
const isAmiss = (prefix: string, path: string, reached: string): boolean =>
  reached.startsWith('//') || reached.includes('//', 1) || (prefix.endsWith('/') && !path.endsWith('/'))

const adviceFor = (prefix: string, path: string, written: (prefix: string) => string): string =>
  prefix.endsWith('/')
    ? `a target that ends in ${path}/ was probably meant`
    : `\`${written(`${prefix}/`)}\` with the same target was probably meant`
