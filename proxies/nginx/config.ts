/**
 * nginx's configuration language: text → directives with file, line and span. What a proxy is started with is written by writer.ts;
 * changes of a person's own files are made on spans of the text (harness/config/span-edits.ts), so that every other byte stays.
 */

import { oneLine, type Span } from '../../harness/config/span-edits.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import type { Word } from '../_kit/directive.ts'
import { endOfLua } from './lua.ts'

export type { Word }

/** `name arg …;` or `name arg … { … }`. The span goes from the name to the `;` or `}`, inclusive. */
export interface Directive extends Span {
  readonly name: string
  readonly args: readonly Word[]
  /** Undefined for a simple directive. The body of a `…_by_lua_block` is not looked into and counts as empty. */
  readonly block: readonly Directive[] | undefined
  /** Just behind the `{`, an empty span; undefined for a simple directive. */
  readonly opening: Span | undefined
  /** Line of the `;` or `}`: nginx reports a directive at the line of its `;` or `{`. */
  readonly endLine: number
}

/** Text of the first argument, '' when there is none. */
export const firstArg = (directive: Directive): string => directive.args[0]?.text ?? ''

/** Maximum number of words; long lists of addresses stay below it. */
const MAX_WORDS = 1_000_000
/** Maximum nesting of blocks. */
const MAX_DEPTH = 100

/** Of an expression, which needs quotes then. */
const REPETITION = /^\{\d+(?:,\d*)?\}/

interface Open {
  readonly words: readonly Word[]
  readonly opening: Span
  readonly children: Directive[]
}

/**
 * Follows `ngx_conf_read_token`.
 * @throws SseCompatError `bad-config` with file:line for an unclosed block or quote, a NUL, and for a `;`, `{` or `}` out of place
 */
export function parseNginx(text: string, file: string): readonly Directive[] {
  const top: Directive[] = []
  const open: Open[] = []
  let words: Word[] = []
  let count = 0
  let line = 1
  let at = text.startsWith('\uFEFF') ? 1 : 0

  const bad = (message: string, where: number, advice?: string) =>
    new SseCompatError('bad-config', oneLine(message), { where: `${file}:${where}`, ...(advice && { advice }) })
  const finish = (named: readonly Word[], end: number, block?: Directive[], opening?: Span) => {
    const [name, ...args] = named
    if (name === undefined) return
    const siblings = open.at(-1)?.children ?? top
    const { start, line: first } = name
    siblings.push({ name: name.text, args, file, line: first, start, end, block, opening, endLine: line })
  }

  const nul = text.indexOf('\0')
  if (nul >= 0) throw bad('a NUL character', 1 + countBreaks(text, 0, nul), 'this is no text file')
  while (at < text.length) {
    const c = text[at]
    if (c === '\n') line++
    if (c === ' ' || c === '\t' || c === '\r' || c === '\n') {
      at++
    } else if (c === '#') {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end
    } else if (c === ';') {
      if (words.length === 0) throw bad('a ";" without a directive in front of it', line)
      finish(words, ++at)
      words = []
    } else if (c === '{') {
      const name = words[0]
      if (name === undefined) throw bad('a "{" without a directive in front of it', line)
      const [repetition] = REPETITION.exec(text.slice(at, at + 20)) ?? []
      const last = words.at(-1)
      if (repetition !== undefined && last?.end === at)
        throw bad(
          `"${repetition}" begins a block`,
          line,
          `put the expression in quotes: "${short(last)}${repetition}…"`,
        )
      const opening = { file, line, start: ++at, end: at }
      if (name.text.endsWith('_by_lua_block')) {
        const end = endOfLua(text, at)
        if (end === undefined) throw bad(`the block "${short(name)}" is not closed`, name.line, putBrace(text))
        line += countBreaks(text, at, end)
        at = end
        finish(words, end, [], opening)
      } else {
        const [placeholder] = PLACEHOLDER.exec(text.slice(at - 1, at + 100)) ?? []
        if (placeholder !== undefined)
          throw bad(`"${placeholder}" is a placeholder that was not filled in`, line, `put its value there, ${AGAIN}`)
        if (open.length >= MAX_DEPTH) throw bad('blocks are nested too deep', line)
        open.push({ words, opening, children: [] })
      }
      words = []
    } else if (c === '}') {
      if (words[0] !== undefined) {
        throw bad(`"${short(words[0])}" is not ended before the "}"`, words[0].line, PUT_SEMICOLON)
      }
      const closed = open.pop()
      if (closed === undefined)
        throw bad('a "}" that closes nothing', line, `take it out, or put in the line that opens its block, ${AGAIN}`)
      finish(closed.words, ++at, closed.children, closed.opening)
    } else {
      const end = c === '"' || c === "'" ? endOfQuoted(text, at, c) : endOfBare(text, at)
      if (end === undefined)
        throw bad(`the quote ${c} is not closed`, line, `put a ${c} where the quoted text ends, ${AGAIN}`)
      const raw = text.slice(at, end)
      if (++count > MAX_WORDS) throw bad(`more than ${MAX_WORDS} words`, line, 'give the part that matters')
      words.push({ text: decode(c === '"' || c === "'" ? raw.slice(1, -1) : raw), file, line, start: at, end })
      line += countBreaks(text, at, end)
      at = end
      if ((c === '"' || c === "'") && at < text.length && !/[ \t\r\n;{)]/.test(text[at] ?? '')) {
        throw bad(`"${text[at]}" directly after a closing quote`, line, 'a blank is missing, or a quote too many')
      }
    }
  }
  if (words[0] !== undefined) throw bad(`"${short(words[0])}" is not ended`, words[0].line, PUT_SEMICOLON)
  const unclosed = open.at(-1)?.words[0]
  if (unclosed !== undefined) throw bad(`the block "${short(unclosed)}" is not closed`, unclosed.line, putBrace(text))
  return top
}

/** nginx ends no word at a "}", so that the block which its "{" opens is never closed. */
const PLACEHOLDER = /^\{[A-Za-z][\w.-]*\}/
const AGAIN = 'and check again: nothing was tested'
const PUT_SEMICOLON = `a ";" is missing: put it behind the last argument, ${AGAIN}`

/** Only its author knows where the block should end, so no fix can be tested. */
const putBrace = (text: string): string =>
  `a "}" is missing: put it where the block ends (the file ends at line ${text.trimEnd().split('\n').length}), ${AGAIN}`

/** A word may be as long as the file. */
const short = ({ text }: Word): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

function endOfQuoted(text: string, start: number, quote: string): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at + 1
  }
  return undefined
}

function endOfBare(text: string, start: number): number {
  let at = start
  while (at < text.length) {
    const c = text[at]
    if (c === '\\') at += 2
    else if (c === '$') {
      // nginx takes every brace that follows as a part of the word.
      for (at++; text[at] === '{'; ) at++
    } else if (c === ';' || c === '{' || c === ' ' || c === '\t' || c === '\r' || c === '\n') return at
    else at++
  }
  return text.length
}

/** Escapes that nginx itself undoes; any other stays, for regular expressions. */
function decode(raw: string): string {
  return raw.replace(/\\(["'\\trn])/g, (_, c: string) => (c === 't' ? '\t' : c === 'r' ? '\r' : c === 'n' ? '\n' : c))
}

function countBreaks(text: string, start: number, end: number): number {
  let breaks = 0
  for (let at = start; at < end; at++) if (text[at] === '\n') breaks++
  return breaks
}
