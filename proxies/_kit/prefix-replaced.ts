/** The effect of a target's own path on the paths below a prefix, where it is unexpected. Pure. */

/** Matches names of locations whose application sends addresses in its events. */
const SENDS_ADDRESSES = /(?<![a-z])(mcp|sse)(?![a-z])/i

/**
 * The remark about it, as the continuation of a sentence; undefined where there is none.
 * @param prefix of the location; begins with `/`
 * @param path of the target, which replaces the prefix; begins with `/`, or is '' where the target ends with its host
 * @param written the location as it would be written for another prefix
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

/** The slash between the two is duplicated or missing. */
const isAmiss = (prefix: string, path: string, reached: string): boolean =>
  reached.startsWith('//') || reached.includes('//', 1) || (prefix.endsWith('/') && !path.endsWith('/'))

const adviceFor = (prefix: string, path: string, written: (prefix: string) => string): string =>
  prefix.endsWith('/')
    ? `a target that ends in ${path}/ was probably meant`
    : `\`${written(`${prefix}/`)}\` with the same target was probably meant`
