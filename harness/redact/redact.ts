/**
 * Redacts credentials in recorded data: header values, query parameters and the user part of URLs become `[redacted]`; every
 * other byte stays as it was on the wire. Pure, except for `keepSecret` and `revealSecrets`.
 */
import type { Fact, HeaderField } from '../model/index.ts'
import { isSecretName, isSecretParameter } from './secret-names.ts'
import { MARK } from './secret-shapes.ts'

/**
 * Registered secrets, longest first, so that no part of a longer one remains. Compared case-insensitively, because a media type
 * is converted to lower case.
 */
let kept: readonly string[] = []
let anyKept: RegExp | undefined

/** Minimum length: a shorter word would occur everywhere. */
const MIN_SECRET = 6
const SCHEME = /^(basic|bearer|digest|negotiate)$/i

/** Registers a text, and each word of it, to be redacted wherever it occurs: a credential of the user who runs this. */
export function keepSecret(text: string): void {
  const words = [text, ...text.split(/[\s=;,:"']+/)].filter((word) => word.length >= MIN_SECRET && !SCHEME.test(word))
  kept = [...new Set([...kept, ...words])].sort((a, b) => b.length - a.length)
  const escaped = kept.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  if (kept.length > 0) anyKept = new RegExp(escaped.join('|'), 'gi')
}

/** Registers the credentials of a request that the user typed. A server may return them in any field. */
export function keepSecretsOf(fields: readonly HeaderField[], url: string): void {
  for (const [name, value] of fields) if (SECRET_HEADER.test(name) || isSecretName(name)) keepSecret(value)
  for (const [name, value] of new URL(url).searchParams) if (isSecretParameter(name)) keepSecret(value)
}

let revealed = false

/** Disables redaction, for users who explicitly request it, where nothing is written. */
export function revealSecrets(): void {
  revealed = true
}

export const areSecretsRevealed = (): boolean => revealed

/** Header names of credentials: the registered ones, and the usual patterns of custom ones. */
const SECRET_NAME =
  '(?:(?:proxy-)?authori[sz]ation|(?:proxy-)?authentication-info|(?:set-)?cookie2?|x-auth|x-forwarded-authorization|' +
  '(?:[\\w-]*-)?(?:api-?key|auth-?key|access-key(?:-id)?|token|secret|passw(?:or)?d|credentials?|signature|session(?:-?id)?|jwt))'
const SECRET_HEADER = new RegExp(`^${SECRET_NAME}$`, 'i')

/** `Name: value` and `Name "value"`, anywhere in a line; the value extends to the quote or the line's end. */
const SECRET_SETTING = new RegExp(`((?<![\\w-])${SECRET_NAME}(?:\\s*:\\s*["']?|\\s+["']))[^"'\\r\\n]+`, 'gi')

/** A fact without credentials; the same object where it has none. */
export function redactFact(fact: Fact): Fact {
  if (revealed) return fact
  const redacted = withoutSecrets(fact)
  return redacted === fact || JSON.stringify(redacted) === JSON.stringify(fact) ? fact : redacted
}

function withoutSecrets(fact: Fact): Fact {
  switch (fact.fact) {
    case 'request':
      if (fact.side === 'client') return { ...fact, raw: redactHead(fact.raw) }
      return {
        ...fact,
        raw: redactHead(fact.raw),
        target: redactUrls(fact.target),
        headers: fact.headers.map(redactField),
      }
    case 'head':
      return { ...fact, raw: redactHead(fact.raw), headers: fact.headers.map(redactField) }
    case 'interim':
    case 'sent-interim':
    case 'sent-head':
      return { ...fact, raw: redactHead(fact.raw) }
    case 'act': {
      const detail = Object.entries(fact.detail).map(([key, value]) => [key, redactValue(value)])
      return { ...fact, detail: Object.fromEntries(detail) }
    }
    case 'proxy':
      return { ...fact, detail: redactText(fact.detail) }
    default:
      return fact
  }
}

/** A raw request or response head, line by line; a folded secret value (RFC 9112 §5.2) is redacted as a whole. */
export function redactHead(raw: string): string {
  if (revealed) return raw
  let secret = false
  return raw
    .split(/(\r\n|\n|\r)/)
    .map((piece, index) => {
      const isLineEnd = index % 2 === 1
      if (isLineEnd || piece === '') return piece
      const fold = /^[ \t]+/.exec(piece)?.[0]
      if (fold !== undefined && index > 0) return secret ? fold + MARK : redactUrls(piece)
      const [, start = '', name = ''] = /^(([^\s:]+)[ \t]*:[ \t]*)/.exec(piece) ?? []
      secret = index > 0 && SECRET_HEADER.test(name)
      if (!secret) return redactUrls(piece)
      return piece.length === start.length ? piece : start + MARK
    })
    .join('')
}

/** For logs and messages: redacts URLs, and everything that looks like a header line with a credential (also nginx's `Name "value"`). */
export function redactText(text: string): string {
  return revealed ? text : redactUrls(text).replace(SECRET_SETTING, `$1${MARK}`)
}

/** A field of a request or response. */
export function redactField([name, value]: HeaderField): HeaderField {
  return SECRET_HEADER.test(name) && value !== '' ? [name, MARK] : [name, redactUrls(value)]
}

function redactValue(value: string | number | boolean): string | number | boolean {
  return typeof value === 'string' ? redactText(value) : value
}

/** Redacts `user:password@` in URLs and the values of secret query parameters, anywhere in the text. */
export function redactUrls(text: string): string {
  return withoutKept(text)
    .replace(/(:\/\/)[^\s/?#"'<>]+@/g, `$1${MARK}@`)
    .replace(/([?&;#])([^\s=&;?#"'<>]+)=([^\s&;#"'<>]+)/g, (whole: string, before: string, name: string) =>
      isSecretParameter(name) ? `${before}${name}=${MARK}` : whole,
    )
}

const withoutKept = (text: string): string => (anyKept === undefined ? text : text.replace(anyKept, MARK))
