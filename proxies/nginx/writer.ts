/** Writes planned directives as text of nginx's language, and verifies that the text is read as planned. */

import type { NewDirective } from '../../harness/config/parsed-edits.ts'
import { type Comparison, cannotBeWritten, firstDifference } from '../_kit/compare-written.ts'
import { type Directive, parseNginx } from './config.ts'
import { type Planned, type PlannedWord, planAt } from './planned-file.ts'
import { quoteWord } from './quote.ts'

/** On one line, for the list of substitutions. */
export const writeInLine = (directives: readonly NewDirective[]): string =>
  textOf(
    directives.map((one) => planAt(one, 1)),
    'a replacement',
  )

/**
 * @param file the user's file, for messages
 * @param lines as many as the text has to have at least
 * @throws SseCompatError `unsafe-config` for a word that cannot be written, and where the text would be read as something else
 */
export function writeNginx(planned: readonly Planned[], file: string, lines = 1): string {
  const text = textOf(planned, file)
  const whole = text + '\n'.repeat(Math.max(0, lines - text.split('\n').length))
  const odd = firstDifference(planned, parseNginx(whole, file), COMPARISON)
  if (odd !== undefined) throw cannotBeWritten('nginx', `${file}:${odd}`)
  return whole
}

function textOf(planned: readonly Planned[], file: string): string {
  const pieces: string[] = []
  let line = 1
  let depth = 0
  const goTo = (wanted: number): void => {
    const breaks = wanted - line
    if (breaks > 0) pieces.push('\n'.repeat(breaks), '  '.repeat(depth))
    else if (pieces.length > 0) pieces.push(' ')
    if (breaks > 0) line = wanted
  }
  const put = ({ text, line }: PlannedWord): void => {
    goTo(line)
    pieces.push(quoteWord(text, `${file}:${line}`))
  }
  const putAll = (all: readonly Planned[]): void => {
    for (const { name, args, opening, block, endLine } of all) {
      for (const word of [name, ...args]) put(word)
      if (block === undefined) {
        if (endLine > line) goTo(endLine)
        pieces.push(';')
        continue
      }
      goTo(opening ?? name.line)
      pieces.push('{')
      depth++
      putAll(block)
      depth--
      goTo(endLine)
      pieces.push('}')
    }
  }
  putAll(planned)
  return pieces.join('')
}

const COMPARISON: Comparison<Planned, Directive> = {
  isSame: (meant, read) =>
    read.name === meant.name.text &&
    read.line === meant.name.line &&
    read.endLine === meant.endLine &&
    read.opening?.line === meant.opening &&
    read.args.length === meant.args.length &&
    meant.args.every(({ text, line }, at) => read.args[at]?.text === text && read.args[at]?.line === line),
  innerMeant: ({ block }) => block,
  innerRead: ({ block }) => block,
  lineMeant: ({ name }) => name.line,
  lineRead: ({ line }) => line,
}
