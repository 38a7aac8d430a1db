/**
 * Takes credentials out of what is recorded: header values, query parameters and the user part of URLs become
 * `[redacted]`; every other byte stays as it was on the wire. Pure, but for `keepSecret` and `revealSecrets`.
 */
import type { Fact, HeaderField } from '../model/index.ts'
import { isSecretName, isSecretParameter } from './secret-names.ts'
import { MARK } from './secret-shapes.ts'

/** Secrets that were given: longest first, so that no rest of a longer one stays. In any case: a media type is put in small letters. */
let kept: readonly string[] = []
let anyKept: RegExp | undefined

/** A shorter word would be found everywhere. */
const LEAST_SECRET = 6
const SCHEME = /^(basic|bearer|digest|negotiate)$/i

/** From now on this text, and each word of it, is taken out wherever it is met: a credential of the person who runs this. */
export function keepSecret(text: string): void {
  const words = [text, ...text.split(/[\s=;,:"']+/)].filter((word) => word.length >= LEAST_SECRET && !SCHEME.test(word))
  kept = [...new Set([...kept, ...words])].sort((a, b) => b.length - a.length)
  const escaped = kept.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  if (kept.length > 0) anyKept = new RegExp(escaped.join('|'), 'gi')
}

/** The credentials of a request that somebody typed. A server may send them back in any field. */
export function keepSecretsOf(fields: readonly HeaderField[], url: string): void {
  for (const [name, value] of fields) if (SECRET_HEADER.test(name) || isSecretName(name)) keepSecret(value)
  for (const [name, value] of new URL(url).searchParams) if (isSecretParameter(name)) keepSecret(value)
}

let revealed = false

/** From now on nothing is taken out: for somebody who asks to see it, where nothing is written. */
export function revealSecrets(): void {
  revealed = true
}

export const areSecretsRevealed = (): boolean => revealed

/** Header names that carry credentials: the registered ones, and the usual shapes of home-made ones. */
const SECRET_NAME =
  '(?:(?:proxy-)?authori[sz]ation|(?:proxy-)?authentication-info|(?:set-)?cookie2?|x-auth|x-forwarded-authorization|' +
  '(?:[\\w-]*-)?(?:api-?key|auth-?key|access-key(?:-id)?|token|secret|passw(?:or)?d|credentials?|signature|session(?:-?id)?|jwt))'
const SECRET_HEADER = new RegExp(`^${SECRET_NAME}$`, 'i')

/** `Name: value` and `Name "value"`, anywhere in a line; the value reaches to the quote or the line's end. */
const SECRET_SETTING = new RegExp(`((?<![\\w-])${SECRET_NAME}(?:\\s*:\\s*["']?|\\s+["']))[^"'\\r\\n]+`, 'gi')

/** A fact without credentials; the same object when it had none. */
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

/** A raw request or response head, line by line; a folded secret value (RFC 9112 §5.2) goes whole. */
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

/** Logs and messages: URLs, and whatever looks like a header line with a credential (also nginx's `Name "value"`). */
export function redactText(text: string): string {
  return revealed ? text : redactUrls(text).replace(SECRET_SETTING, `$1${MARK}`)
}

/** Of a request or response. */
export function redactField([name, value]: HeaderField): HeaderField {
  return SECRET_HEADER.test(name) && value !== '' ? [name, MARK] : [name, redactUrls(value)]
}

function redactValue(value: string | number | boolean): string | number | boolean {
  return typeof value === 'string' ? redactText(value) : value
}

/** `user:password@` of URLs, and the values of secret query parameters, wherever they stand in the text. */
export function redactUrls(text: string): string {
  return withoutKept(text)
    .replace(/(:\/\/)[^\s/?#"'<>]+@/g, `$1${MARK}@`)
    .replace(/([?&;#])([^\s=&;?#"'<>]+)=([^\s&;#"'<>]+)/g, (whole: string, before: string, name: string) =>
      isSecretParameter(name) ? `${before}${name}=${MARK}` : whole,
    )
}

const withoutKept = (text: string): string => (anyKept === undefined ? text : text.replace(anyKept, MARK))
