/** Credentials that are recognised by their shape, anywhere in a text. Pure. */

/** Replaces a secret. */
export const MARK = '[redacted]'

/** The whole match is the secret. */
const SHAPES: readonly RegExp[] = [
  // JSON Web Token (RFC 7519): base64url of `{"`.
  /\beyJ[\w-]{4,}(?:\.[\w-]+){0,4}/g,
  // Keys with a prefix of their issuer, which identifies them.
  /\b(?:sk|pk|rk)[-_][\w-]{8,}/g,
  /\b(?:gh[opsur]_|github_pat_|glpat-|npm_|hf_|dop_v1_|shpat_|xox[abeoprs]-|xapp-|SG\.|ya29\.|whsec_|AIza)[\w.-]{8,}/g,
  /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z\d]{12,}/g,
  // Tokens of Telegram bots; Slack's web hooks.
  /\b\d{8,10}:[\w-]{35}\b/g,
  /(?<=hooks\.slack\.com\/services\/)[\w/-]+/g,
  /(?<=-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[\s\S]*?(?=-----END|$)/g,
]

/**
 * RFC 7617 and 6750, and patterns that match them. They look back over a few spaces only, because they do so at each character.
 * Ordinary words may follow `basic`, so a word counts only if it has capitals or digits inside.
 */
const SCHEMES: readonly RegExp[] = [
  /(?<=\bBearer(?:\s|\\s|%20|\+)[+*]?\s{0,20})(?!(?:realm|error|scope)=)[\w.~+/=-]{2,}[\w~+=-]/gi,
  /(?<=\b[Bb](?:asic|ASIC)(?:\s|\\s|%20|\+)[+*]?\s{0,20})(?=.[A-Za-z+/]*[A-Z\d=])[A-Za-z\d+/]{6,}={0,2}/g,
]

/** Keeps line breaks. @param found called with each secret */
export function redactShapes(text: string, found: (secret: string) => void = () => {}): string {
  return [...SHAPES, ...SCHEMES].reduce(
    (rest, shape) =>
      rest.replace(shape, (secret: string) => {
        found(secret)
        return masked(secret)
      }),
    text,
  )
}

/** Replaces each line by the mark. */
export const masked = (secret: string): string => secret.replace(/[^\r\n]+/g, MARK)
