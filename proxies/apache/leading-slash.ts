/** Whether what a group of a regular expression captures is always empty or begins with a slash. */

/**
 * What changes how the rest is read, what a match is, or is not a plain group. Of escapes only those for one character or one
 * class of characters are accepted: `\c(` is a control character, `\Q(` a literal text, and `\K` lets the match begin after
 * itself.
 */
const UNUSUAL = /\(\?(?!:)|\(\*|\\(?![dDwWsSbB]|[^A-Za-z0-9])|\[[^\]]*\[/
/** Longer expressions are not examined. */
const LONGEST = 1000

/** @param group 0 for the whole match; false where the text does not determine it */
export function beginsWithSlash(regex: string, group: number): boolean {
  return startsOf(regex, group)?.every((each) => each === '' || WITH_SLASH.test(each)) === true
}

/** The same for a group that is never empty: it takes part in each match. */
export function alwaysBeginsWithSlash(regex: string, group: number): boolean {
  if (startsOf(regex, group)?.every((each) => WITH_SLASH.test(each)) !== true) return false
  return group === 0 || isNeverLeftOut(regex, group)
}

const WITH_SLASH = /^\^?\\?\/(?![?*{])/

/** What a group may begin with: its alternatives. */
function startsOf(regex: string, group: number): readonly string[] | undefined {
  if (regex.length > LONGEST || UNUSUAL.test(regex)) return undefined
  const start = group === 0 ? 0 : startOfGroup(regex, group)
  return start === undefined ? undefined : alternativesOf(regex, start)
}

/** In no other group and in no alternative, and without a quantifier that allows zero repetitions. */
function isNeverLeftOut(regex: string, group: number): boolean {
  const start = startOfGroup(regex, group)
  if (start === undefined || alternativesOf(regex, 0).length > 1) return false
  let depth = 0
  for (const { at, token } of tokensOf(regex, 0)) {
    if (token === '(' && at === start - 1 && depth > 0) return false
    if (token === '(') depth++
    if (token === ')' && --depth === 0 && at >= start) return !/^[?*{]/.test(regex.slice(at + 1))
  }
  return false
}

function startOfGroup(regex: string, group: number): number | undefined {
  let count = 0
  for (const { at, token } of tokensOf(regex, 0)) {
    if (token === '(' && regex[at + 1] !== '?' && ++count === group) return at + 1
  }
  return undefined
}

/** Of the group that starts there, or of the whole expression. */
function alternativesOf(regex: string, start: number): string[] {
  const found: string[] = []
  let depth = 0
  let from = start
  for (const { at, token } of tokensOf(regex, start)) {
    if (token === '(') depth++
    else if (token === ')' && depth-- === 0) return [...found, regex.slice(from, at)]
    else if (token === '|' && depth === 0) {
      found.push(regex.slice(from, at))
      from = at + 1
    }
  }
  return [...found, regex.slice(from)]
}

/** Escapes and classes as a whole. */
function* tokensOf(regex: string, start: number): Generator<{ readonly at: number; readonly token: string }> {
  for (let at = start; at < regex.length; ) {
    const token = /^(\\.?|\[\^?\]?(?:\\.|[^\]\\])*\]?|.)/s.exec(regex.slice(at))?.[0] ?? regex.slice(at)
    yield { at, token }
    at += token.length
  }
}
