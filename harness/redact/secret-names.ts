/** Names whose value is a credential: of header fields, variables, settings, query parameters. Pure. */

/** Words that indicate a credential anywhere in a name. */
const SECRET_WORDS = new Set(
  `token secret password passwort passwd pwd passphrase passcode apikey authkey accesskey secretkey privatekey authtoken
  credential credentials jwt cookie cookie2 authorization authorisation signature bearer hmac sessionid phpsessid jsessionid
  sid csrf xsrf`.split(/\s+/),
)
/** Words that indicate a credential only at the end of a longer name. */
const SECRET_ENDS = new Set(['key', 'auth', 'sig', 'session', 'dsn', 'verify'])
/** Pairs of words. `pass` alone means forwarding, in the names of directives. */
const SECRET_PAIRS =
  /(?:^|-)(?:(?:api|auth|access|secret|private)-key|session-id|(?:db|user|admin|root|redis|smtp|mail|mysql|pg|ldap|login)-pass)(?:-|$)/
/** Final words that name a path, a size, a time or a kind, whatever the rest of the name is. */
const PLAIN_ENDS = new Set(
  'file path dir folder module name type ttl timeout expires lifetime enabled domain size zone length limit'.split(' '),
)
/** Keys that are not credentials. */
const PLAIN_KEYS =
  /(?:^|-)(?:websocket|surrogate|idempotency|cache|routing|route|partition|primary|public|foreign|sort|hash|zone|limit)-key$/

/** Query parameters, by their last word; the short words only as separate words. */
const SECRET_PARAMETER =
  /(?:token|api_?key|access_?key|passwor[dt]|passwd|secret|signature|credentials?|authorization|session_?id)$|(?:^|[-_.])(?:key|pwd|pass|sig|auth|session|sid|jwt|ticket)$/i

/** `X-Api-Key`, `DB_PASSWORD`, `clientSecret`, `http_authorization`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
  const last = words.at(-1) ?? ''
  const kebab = words.join('-')
  if (PLAIN_ENDS.has(last) || PLAIN_KEYS.test(kebab)) return false
  return (
    words.some((word) => SECRET_WORDS.has(word)) ||
    (words.length > 1 && SECRET_ENDS.has(last)) ||
    SECRET_PAIRS.test(kebab)
  )
}

/** The name in `name=value` of a query, percent-encoded or not. */
export function isSecretParameter(name: string): boolean {
  return SECRET_PARAMETER.test(decoded(name))
}

/** A variable with data of a request: any cookie, and any other variable with such a name. */
export function isSecretVariable(name: string): boolean {
  const [, kind = '', rest = name] = /^((?:sent_|upstream_)?(?:http|cookie|arg|trailer)_)?(.*)$/is.exec(name) ?? []
  if (/cookie_$/i.test(kind)) return true
  return isSecretName(rest) || (/arg_$/i.test(kind) && isSecretParameter(rest))
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
