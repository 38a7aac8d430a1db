/** Whether what a group of a regular expression captures can only be empty, or begin with a slash. */

/** What changes how the rest is read, or is no plain group; `\c(` and `\c[` are control characters. */
const UNUSUAL = /\(\?(?!:)|\(\*|\\[QEc]|\[[^\]]*\[/
/** Of longer ones nothing is said. */
const LONGEST = 1000

/** @param group 0 for the whole match; false where it cannot be told from the text */
export function beginsWithSlash(regex: string, group: number): boolean {
  if (regex.length > LONGEST || UNUSUAL.test(regex)) return false
  const start = group === 0 ? 0 : startOfGroup(regex, group)
  return start !== undefined && alternativesOf(regex, start).every((each) => /^(\^?\\?\/(?![?*{])|$)/.test(each))
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
