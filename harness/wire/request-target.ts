/** Converts paths between their decoded form, which a proxy's configuration matches, and their form in a request. */

/** The characters that RFC 3986 §3.3 allows in a path besides letters and digits; `%` is allowed only as the start of an escape. */
const PLAIN = /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/

/**
 * Percent-encodes a decoded path, as UTF-8. Proxies decode a request's path before they compare it with a `location` or a
 * `<Location>`, so paths in a configuration are decoded: a `%` there is a literal `%`.
 */
export function encodePath(path: string): string {
  let encoded = ''
  for (const character of path) {
    if (PLAIN.test(character)) encoded += character
    // A lone surrogate has no UTF-8 encoding.
    else
      for (const byte of Buffer.from(character, 'utf8'))
        encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}

/**
 * The request target for a path that a configuration serves: below the path if it ends in `/`, else the path itself with a query.
 * `/a/?` means exactly the path `/a/`.
 */
export function targetFor(path: string, rest: string): string {
  if (path.endsWith('/')) return `${encodePath(path)}${rest}`
  return `${encodePath(path.endsWith('/?') ? path.slice(0, -1) : path)}?/${rest}`
}

/**
 * A stream's name as a component of a path: hexadecimal, so that it contains no word that a configuration may select by, such as
 * `stream` or `events`. Otherwise some requests of a test would take another route than others.
 */
export const nameInTarget = (name: string): string => `c${Buffer.from(name, 'utf8').toString('hex')}`

/** The name in a component of a path; a component of another form is returned as it is. */
export function nameFromTarget(component: string): string {
  const [, hex] = /^c((?:[0-9a-f]{2})+)$/.exec(component) ?? []
  return hex === undefined ? component : Buffer.from(hex, 'hex').toString('utf8')
}

/** The path of a URL that a person typed, decoded and without its query; a `%` that does not start an escape is kept. */
export function decodePath(typed: string): string {
  const [path = ''] = typed.split(/[?#]/, 1)
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
