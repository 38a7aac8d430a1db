/**
 * Apache's configuration language: text → directives with file, line and span. Nothing is printed back: edits are made on spans
 * of the text (harness/edits.ts), so that every byte that is not edited stays.
 */

import { oneLine, type Span } from '../../harness/edits.ts'
import { SseCompatError } from '../../harness/model.ts'

export interface Word extends Span {
  /** Without its quotes and escapes. */
  readonly text: string
}

/** `Name arg …`, or `<Name arg …>` to `</Name>`. The span has neither the blanks in front nor the line break behind. */
export interface Directive extends Span {
  /** As it is written. */
  readonly name: string
  /** In lower case: Apache does not tell cases apart. */
  readonly key: string
  readonly args: readonly Word[]
  /** Undefined for a simple directive. */
  readonly section: readonly Directive[] | undefined
  /** Of a section its first line, `<…>`; of a simple directive the whole of it. */
  readonly opening: Span
}

/** Text of an argument, '' when it is not there. */
export const arg = (directive: Directive, index = 0): string => directive.args[index]?.text ?? ''

/** More than anybody's configuration has, with long lists of addresses in it. */
const MOST_LINES = 300_000
const MOST_WORDS = 100_000
/** Sections within sections. */
const DEEPEST = 100

interface Open {
  readonly line: Line
  readonly words: readonly Word[]
  readonly children: Directive[]
}

/** A logical line: `\` at its end joins the next one to it, in comments too. */
interface Line extends Span {
  readonly text: string
}

/**
 * An argument whose quote is not closed goes to the end of its line, as Apache takes it.
 * @throws SseCompatError `bad-config` with file:line for a section that is not closed, or closed and not open
 */
export function parseApache(text: string, file: string): readonly Directive[] {
  const top: Directive[] = []
  const open: Open[] = []
  const bad = (message: string, line: number, advice: string) =>
    new SseCompatError('bad-config', oneLine(message), { where: `${file}:${line}`, advice })
  const add = (directive: Directive) => (open.at(-1)?.children ?? top).push(directive)

  let count = 0
  for (const line of linesOf(text, file)) {
    if (++count > MOST_LINES) throw bad(`more than ${MOST_LINES} lines`, line.line, 'give the part that matters')
    if (line.text.startsWith('#')) continue
    if (line.text.startsWith('</')) {
      const name = /^<\/([^\s>]*)/.exec(line.text)?.[1] ?? ''
      const section = open.pop()
      const opened = section?.words[0]
      if (section === undefined || opened === undefined)
        throw bad(`</${name}> closes nothing`, line.line, 'take it out')
      if (opened.text.toLowerCase() !== name.toLowerCase()) {
        throw bad(
          `</${name}> where <${opened.text}> of line ${opened.line} is open`,
          line.line,
          `close <${opened.text}> first`,
        )
      }
      add(directiveOf(section.words, section.line, line.end, section.children))
    } else if (line.text.startsWith('<')) {
      const closing = line.text.lastIndexOf('>')
      if (closing < 0) throw bad(`"${line.text.slice(0, 60)}" has no closing ">"`, line.line, 'a ">" is missing')
      const words = wordsOf(text, { ...line, start: line.start + 1, end: line.start + closing })
      if (words.length === 0) throw bad('a section without a name', line.line, 'take it out')
      if (open.length >= DEEPEST) throw bad('sections are nested too deep', line.line, 'take some out')
      open.push({ line, words, children: [] })
    } else {
      add(directiveOf(wordsOf(text, line), line, line.end, undefined))
    }
  }
  const unclosed = open.at(-1)?.words[0]
  if (unclosed !== undefined) {
    throw bad(`<${unclosed.text}> is not closed`, unclosed.line, `</${unclosed.text}> is missing`)
  }
  return top
}

function directiveOf(words: readonly Word[], line: Line, end: number, section: Directive[] | undefined): Directive {
  const [name, ...args] = words
  const { file, start } = line
  const opening = { file, line: line.line, start, end: line.end }
  return { ...opening, end, name: name?.text ?? '', key: (name?.text ?? '').toLowerCase(), args, section, opening }
}

function* linesOf(text: string, file: string): Generator<Line> {
  let line = 1
  let at = 0
  while (at < text.length) {
    const first = line
    const begin = at
    let end = at
    for (;;) {
      const feed = text.indexOf('\n', at)
      end = feed < 0 ? text.length : feed
      at = feed < 0 ? text.length : feed + 1
      line++
      const bare = text[end - 1] === '\r' ? end - 1 : end
      if (at >= text.length || bare <= begin || text[bare - 1] !== '\\') break
    }
    const whole = text.slice(begin, end)
    const start = begin + (whole.length - whole.trimStart().length)
    const last = begin + whole.trimEnd().length
    if (last > start) yield { file, line: first, start, end: last, text: text.slice(start, last) }
  }
}

/** Words of a span, as `ap_getword_conf` splits them; a joined line break counts as nothing. */
function wordsOf(text: string, span: Span): readonly Word[] {
  const words: Word[] = []
  let at = span.start
  let line = span.line
  while (at < span.end) {
    const joined = /^\\\r?\n/.exec(text.slice(at, at + 3))?.[0]
    if (joined !== undefined) {
      line++
      at += joined.length
      continue
    }
    const c = text[at] ?? ''
    if (/\s/.test(c)) {
      at++
      continue
    }
    // The name too: Apache takes `"Timeout" 60`.
    const isQuoted = c === '"' || c === "'"
    const end = Math.min(isQuoted ? endOfQuoted(text, at, c, span.end) : endOfBare(text, at, span.end), span.end)
    const raw = text.slice(at, end)
    words.push({ text: isQuoted ? unquote(raw) : raw.replace(/\\\r?\n/g, ''), file: span.file, line, start: at, end })
    if (words.length > MOST_WORDS) {
      throw new SseCompatError('bad-config', `more than ${MOST_WORDS} words in a line`, {
        where: `${span.file}:${span.line}`,
        advice: 'give the part that matters',
      })
    }
    line += raw.split('\n').length - 1
    at = end
  }
  return words
}

function endOfQuoted(text: string, start: number, quote: string, limit: number): number {
  for (let at = start + 1; at < limit; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at + 1
  }
  return limit
}

function endOfBare(text: string, start: number, limit: number): number {
  for (let at = start; at < limit; at++) {
    if (/\s/.test(text[at] ?? '') && !isJoined(text, start, at)) return at
  }
  return limit
}

/** A line break, or the CR of one, behind a backslash. */
function isJoined(text: string, start: number, at: number): boolean {
  const before = text[at] === '\n' && text[at - 1] === '\r' ? at - 2 : at - 1
  return before >= start && text[before] === '\\' && /^\r?\n/.test(text.slice(at, at + 2))
}

function unquote(raw: string): string {
  const quote = raw[0] ?? ''
  const inner = raw.length > 1 && raw.endsWith(quote) ? raw.slice(1, -1) : raw.slice(1)
  return inner.replace(/\\\r?\n/g, '').replace(/\\(.)/g, (all, c: string) => (c === '\\' || c === quote ? c : all))
}
