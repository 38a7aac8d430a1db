/** A path as a proxy matches it, and as a request has it. */

/** What RFC 3986 §3.3 allows in a path besides letters and digits; `%` only begins an escape. */
const PLAIN = /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/

/**
 * Percent-encodes a decoded path, as UTF-8. Proxies decode the path of a request before they compare it with a `location` or a
 * `<Location>`, so that a configuration holds it decoded: a `%` in it is a `%`, and no escape.
 */
export function encodePath(path: string): string {
  let encoded = ''
  for (const character of path) {
    if (PLAIN.test(character)) encoded += character
    // Half of a surrogate pair has no bytes in UTF-8.
    else
      for (const byte of Buffer.from(character, 'utf8'))
        encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}

/**
 * What is requested for a path that a configuration answers: below a path that ends in `/`, else that path itself, with a query.
 * `/a/?` is the path `/a/` alone.
 */
export function targetFor(path: string, rest: string): string {
  if (path.endsWith('/')) return `${encodePath(path)}${rest}`
  return `${encodePath(path.endsWith('/?') ? path.slice(0, -1) : path)}?/${rest}`
}

/** The path of a URL as somebody typed it, decoded, without a query; a `%` that begins no escape stays. */
export function decodePath(typed: string): string {
  const [path = ''] = typed.split(/[?#]/, 1)
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
