/**
 * Apache's configuration language: text → directives with file, line and span. Edits are made on the parsed form
 * (harness/config/parsed-edits.ts) and written by writer.ts; those of the user's own files on spans of the text.
 */

import { oneLine, type Span } from '../../harness/config/span-edits.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import type { Word } from '../_kit/directive.ts'
import { whereOf } from '../_kit/directive.ts'
import { isBlank, type Line, linesOf, spanOf } from './lines.ts'
import { readWord, splitWords } from './words.ts'

export type { Word }

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
  /** Of a section the line of `</…>`; of a simple directive that where it starts. */
  readonly lastLine: number
  /** Of one with variables the line that it was read from. */
  readonly source?: Line
  /** Of a `<Macro>` the lines in it, which are read where it is used. */
  readonly body?: readonly Line[]
  /** For a `Use` that expands to nothing: why Apache rejects it. */
  readonly refused?: string
}

/** Text of an argument, '' when it is not there. */
export const arg = (directive: Directive, index = 0): string => directive.args[index]?.text ?? ''

/** Simple directives of a macro, as they are in its definition. */
export const linesIn = ({ body = [] }: Directive): Directive[] =>
  body.flatMap((line) => (/^\w+([ \t]|$)/.test(line.text) ? (readDirective(line) ?? []) : []))

/** Maximum number of words; long lists of addresses stay below it. */
const MAX_LINES = 300_000
const MAX_WORDS = 100_000
/** Maximum nesting of sections. */
const MAX_DEPTH = 100
/** Conditions for which Apache looks for a `!` before the first word, including its quotes. */
const CONDITION = /^if(module|define|file|directive|section)$/

interface Open {
  readonly opening: Directive
  readonly children: Directive[]
}

interface OpenMacro {
  readonly opening: Directive
  readonly body: Line[]
  /** Macros that are open, one within the other. */
  depth: number
}

/** As mod_macro looks for the end: the first word of a line is `</Macro>`. */
function isEndOf(macro: OpenMacro, { text }: Line): boolean {
  const first = readWord(text, 0, text.length).text.toLowerCase()
  if (first === '<macro') macro.depth += 1
  if (first === '</macro>') macro.depth -= 1
  return macro.depth === 0
}

/** No fix can be tested: only its author knows where a section should end. */
const AGAIN = 'and check again: nothing was tested'

const bad = (message: string, file: string, line: number, advice: string) =>
  new SseCompatError('bad-config', oneLine(message), { where: whereOf({ file, line }), advice })

/**
 * An argument whose quote is not closed goes to the end of its line, as Apache takes it.
 * @throws SseCompatError `bad-config` with file:line for a section that is not closed, or closed and not open
 */
export function parseApache(text: string, file: string): readonly Directive[] {
  const nul = text.indexOf('\0')
  if (nul >= 0) {
    throw bad('a NUL character', file, text.slice(0, nul).split('\n').length, 'Apache reads no further: take it out')
  }
  return parseLines(linesOf(text, file), file)
}

/** @throws SseCompatError as `parseApache` */
export function parseLines(lines: Iterable<Line>, file: string): readonly Directive[] {
  const top: Directive[] = []
  const open: Open[] = []
  const add = (directive: Directive) => (open.at(-1)?.children ?? top).push(directive)
  let macro: OpenMacro | undefined
  let count = 0
  let last = 1
  for (const line of lines) {
    last = line.line
    if (++count > MAX_LINES) throw bad(`more than ${MAX_LINES} lines`, file, line.line, 'give the part that matters')
    if (macro !== undefined) {
      if (isEndOf(macro, line)) {
        add({ ...macro.opening, end: line.end, lastLine: line.line, body: macro.body })
        macro = undefined
      } else macro.body.push(line)
      continue
    }
    if (line.text.startsWith('#')) continue
    if (line.text.startsWith('</')) {
      const name = /^<\/([^ \t\n\v\f\r>]*)/.exec(line.text)?.[1] ?? ''
      const section = open.pop()
      if (section === undefined)
        throw bad(
          `</${name}> closes nothing`,
          file,
          line.line,
          `take it out, or put in the line that opens it, ${AGAIN}`,
        )
      const { opening } = section
      if (opening.key !== name.toLowerCase()) {
        throw bad(
          `</${name}> where <${opening.name}> of line ${opening.line} is open`,
          file,
          line.line,
          `</${opening.name}> is missing: put it where that section ends, ${AGAIN}`,
        )
      }
      add({ ...opening, end: line.end, lastLine: line.line, section: section.children })
    } else {
      const directive = readDirective(line)
      if (directive === undefined) continue
      if (directive.section === undefined) {
        add(directive)
        continue
      }
      if (directive.key === 'macro') {
        macro = { opening: directive, body: [], depth: 1 }
        continue
      }
      if (open.length >= MAX_DEPTH) throw bad('sections are nested too deep', file, line.line, 'take some out')
      open.push({ opening: directive, children: [] })
    }
  }
  const unclosed = macro?.opening ?? open.at(-1)?.opening
  if (unclosed !== undefined) {
    const advice = `</${unclosed.name}> is missing: put it where the section ends (the file ends at line ${last}), ${AGAIN}`
    throw bad(`<${unclosed.name}> is not closed`, file, unclosed.line, advice)
  }
  return top
}

/**
 * A simple directive, or the first line of a section, which is then empty. Undefined for a line that Apache ignores.
 * @throws SseCompatError `bad-config`
 */
export function readDirective(line: Line): Directive | undefined {
  const { text, file } = line
  const isSection = text.startsWith('<')
  const closing = text.lastIndexOf('>')
  if (isSection && closing < 0)
    throw bad(`"${text.slice(0, 60)}" has no closing ">"`, file, line.line, 'a ">" is missing')
  const first = isSection ? { text: nameOfSection(text), to: endOfName(text) } : readWord(text, 0, text.length)
  if (isSection && !/^\w+$/.test(first.text)) {
    const message = first.text === '' ? 'a section without a name' : `"<${first.text}" begins no section`
    throw bad(message, file, line.line, 'take it out')
  }
  if (first.text === '') return undefined
  if (/[<>]/.test(first.text)) throw bad(`"${first.text}" is no directive`, file, line.line, 'take it out')
  const key = first.text.toLowerCase()
  const args = argsOf(line, key, first.to, isSection ? Math.max(first.to, closing) : text.length)
  if (isSection && CONDITION.test(key) && args[0]?.text.startsWith('!') && text[args[0].from] !== '!') {
    throw bad('a "!" in quotes negates nothing', file, line.line, `write <${first.text} !…>`)
  }
  const { start, end } = line
  const opening = { file, line: line.line, start, end }
  return {
    ...opening,
    name: first.text,
    key,
    args: args.map(({ from, ...word }) => word),
    section: isSection ? [] : undefined,
    opening,
    lastLine: line.line,
    ...(text.includes('${') ? { source: line } : {}),
  }
}

/** Of `<Name>` and of `<Name args>`. */
const nameOfSection = (text: string): string => text.slice(1, endOfName(text)).replace(/>$/, '')

function endOfName(text: string): number {
  let at = 1
  while (at < text.length && !isBlank(text[at])) at++
  return at
}

/** Several words that come from one variable have one place in the file: a fraction tells them apart. */
const BESIDE = 1 / 1024

function argsOf(line: Line, key: string, from: number, to: number): (Word & { readonly from: number })[] {
  const lexemes = splitWords(key, line.text, from, to)
  if (lexemes.length > MAX_WORDS) {
    throw bad(`more than ${MAX_WORDS} words in a line`, line.file, line.line, 'give the part that matters')
  }
  let before = -1
  return lexemes.map(({ text, from, to }) => {
    const span = spanOf(line, from, to)
    const start = span.start > before ? span.start : before + BESIDE
    before = start
    return { ...span, start, text, from }
  })
}
