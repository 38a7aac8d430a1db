/** Arguments of a directive in nginx's and Apache's syntax, and which parts of them stay readable where the value is a secret. Pure. */
import { runAtEnd } from '../config/run-at-end.ts'
import { MARK, masked } from './secret-shapes.ts'

export type Found = (secret: string) => void

/** How a directive ends; it also determines the syntax of variables. */
export type Syntax = 'semicolon' | 'line'

const GAPS = { semicolon: /\s*/y, line: /(?:[ \t]|\\\r?\n)*/y } as const
/** A quoted word; an unclosed one extends to the line's end. Otherwise a bare word. */
const QUOTED = String.raw`"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|["'][^\r\n]*`
const WORDS = {
  // An arrow and a dash end a line that one of our own sentences quotes.
  semicolon: new RegExp(`${QUOTED}|(?![—→{}])(?:\\\\.|\\$\\{\\w*\\}|[^\\s;{\\\\])+`, 'y'),
  line: new RegExp(`${QUOTED}|(?![—→])(?:\\\\[^\\r\\n]|[^\\s\\\\])+`, 'y'),
} as const

const VARIABLES = {
  semicolon: /\$\{\w+\}|\$\w+|%\{[^{}\r\n]*\}\w?|%\d(?!\w)/g,
  line: /\$\{\w+\}|%\{[^{}\r\n]*\}\w?|[$%]\d(?!\w)/g,
} as const

/** Trailing arguments that are a condition, not a value. */
const CONDITION = /^(?:early|env=!?\w+|[A-Za-z_]\w*=[$%]\d|\[[A-Z]+(?:,[A-Z]+)*\]|always)$/
const SCHEME = /^\s*(?:Bearer|Basic|Digest|Token|ApiKey|Negotiate)\s+/i
/** Separators, and the rest of a pattern that matches anything. */
const NOTHING = /^[\s:;,|/=~^()*.$?+…-]*$/

/**
 * @param count number of secret arguments; the others are kept
 * @returns the text from `at` to the end of the arguments, and that position
 */
export function redactArguments(
  text: string,
  at: number,
  syntax: Syntax,
  found: Found,
  count = Number.POSITIVE_INFINITY,
): { readonly shown: string; readonly end: number } {
  let shown = ''
  let end = at
  for (let n = 0; n < count; n += 1) {
    const gap = matchAt(GAPS[syntax], text, end)
    // The next line is another directive, unless this one has no value yet.
    if (n > 0 && syntax === 'semicolon' && /[\r\n]/.test(gap)) break
    const word = matchAt(WORDS[syntax], text, end + gap.length)
    if (word === '') break
    shown += gap + (CONDITION.test(word) ? word : redactWord(word, syntax, found))
    end += gap.length + word.length
  }
  return { shown, end }
}

/** Keeps quotes, variables, schemes and separators. */
export function redactWord(word: string, syntax: Syntax, found: Found): string {
  const [, quote = '', body = word] = /^(["'])([\s\S]*?)\1?$/.exec(word) ?? []
  const shown = redactBody(body, syntax)
  if (shown === body) return word
  found(body)
  for (const part of body.split(/[\s=;,:"']+/)) if (part !== body) found(part)
  // nginx takes the end of `pa$Word9` for a variable, and names it in its message in lower case.
  for (const [, part = ''] of body.matchAll(/[\p{L}\p{N}]\$\{?(\w*[A-Z\d]\w*)/gu)) found(part.toLowerCase())
  const close = quote !== '' && word.length > 1 && word.endsWith(quote) ? quote : ''
  return quote + shown + close
}

function redactBody(body: string, syntax: Syntax): string {
  let shown = ''
  let at = 0
  for (const match of body.matchAll(VARIABLES[syntax])) {
    const before = body.slice(at, match.index)
    // `pa$word` is a password without a variable.
    if (/[\p{L}\p{N}]$/u.test(before)) continue
    shown += redactPiece(before) + match[0]
    at = match.index + match[0].length
  }
  return shown + redactPiece(body.slice(at))
}

function redactPiece(piece: string): string {
  const scheme = SCHEME.exec(piece)?.[0] ?? ''
  const rest = piece.slice(scheme.length)
  if (rest === MARK || NOTHING.test(rest)) return piece
  const before = /^[\s:|,;]*/.exec(rest)?.[0] ?? ''
  const after = rest.slice(rest.length - runAtEnd(rest, /[\s:|,;]/))
  return scheme + before + masked(rest.slice(before.length, rest.length - after.length)) + after
}

export function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

interface Replaced {
  readonly shown: string
  readonly end: number
}

/** Replaces the text after each match; undefined keeps it, and the search continues after the match. */
export function replaceAfter(
  text: string,
  pattern: RegExp,
  replaced: (match: RegExpExecArray, at: number) => Replaced | undefined,
): string {
  let result = ''
  let done = 0
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const at = match.index + match[0].length
    const one = replaced(match, at)
    // Another search may have used the same pattern in the meantime.
    pattern.lastIndex = Math.max(at, one?.end ?? 0, match.index + 1)
    if (one === undefined) continue
    result += text.slice(done, at) + one.shown
    done = one.end
  }
  return result + text.slice(done)
}
