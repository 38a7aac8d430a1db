/** Writes the sandbox's copy of a configuration from its parsed form: one directive per line, each where the user has it. */

import type { ConfigEdits, NewDirective } from '../../harness/config/parsed-edits.ts'
import { type Comparison, cannotBeWritten, firstDifference } from '../_kit/compare-written.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, parseApache } from './config.ts'
import { includeKey, isInclude } from './tree.ts'
import { startVariables, type Variables } from './variables.ts'
import { DOLLAR, quote } from './words.ts'

/** What the text is meant to be read as. */
interface Meant {
  readonly name: string
  readonly args: readonly string[]
  readonly line: number
  readonly section: readonly Meant[] | undefined
}

export interface FileToWrite {
  /** For messages. */
  readonly file: string
  readonly directives: readonly Directive[]
  /** Lines of the user's file: the copy has as many. */
  readonly lines: number
}

/**
 * @param included absolute path of what an include stands for, undefined where it stands for nothing
 * @returns the text, which was read again and compared
 * @throws SseCompatError `unsafe-config` for what cannot be written, or would be read as something else
 */
export function writeFile(
  { file, directives, lines }: FileToWrite,
  edits: ConfigEdits,
  included: (key: string) => string | undefined,
): string {
  const out: string[] = []
  const put = (line: number, text: string, where: number): void => {
    if (out.length >= line) throw differs(whereOf({ file, line: where }))
    while (out.length < line - 1) out.push('')
    out.push(text)
  }

  function write(directive: Directive): Meant[] {
    const { line, lastLine, section } = directive
    const edit = edits.editOf(directive)
    // One line has room for one directive.
    if (edit.first.length + edit.last.length > 0 || (edit.instead?.length ?? 0) > 1) throw differs(whereOf(directive))
    if (edit.instead !== undefined) return edit.instead.map((is) => putSimple(is.name, is.args, line))
    const isUse = directive.key === 'use' && directive.refused === undefined
    if (isInclude(directive) || isUse) {
      const path = included(includeKey(directive))
      return path === undefined ? [] : [putSimple(isUse ? 'Include' : directive.name, [path], line)]
    }
    if (directive.key === 'undefmacro') return []
    const args = [...directive.args.flatMap((word) => edits.wordFor(word) ?? []), ...edit.more]
    if (section === undefined) return [putSimple(directive.name, args, line)]
    put(line, `<${textOf(directive.name, args, whereOf(directive))}>`, line)
    const inner = section.flatMap(write)
    put(lastLine, `</${directive.name}>`, lastLine)
    return [{ name: directive.name, args, line, section: inner }]
  }

  function putSimple(name: string, args: readonly string[], line: number): Meant {
    put(line, textOf(name, args, whereOf({ file, line })), line)
    return { name, args, line, section: undefined }
  }

  const meant = directives.flatMap(write)
  while (out.length < lines) out.push('')
  const text = out.join('\n')
  compare(file, meant, text)
  return text
}

/** Directives that are all the harness's own, one after another. */
export function writeAll(file: string, directives: readonly NewDirective[]): string {
  let line = 0
  const out: string[] = []
  const write = ({ name, args, block }: NewDirective): Meant => {
    const at = ++line
    const text = textOf(name, args, `${file}:${at}`)
    out.push(block === undefined ? text : `<${text}>`)
    if (block === undefined) return { name, args, line: at, section: undefined }
    const section = block.map(write)
    line++
    out.push(`</${name}>`)
    return { name, args, line: at, section }
  }
  const meant = directives.map(write)
  const text = `${out.join('\n')}\n`
  compare(file, meant, text)
  return text
}

/** For the list of what was replaced. */
export const shown = (directives: readonly NewDirective[]): string =>
  directives.map(({ name, args }) => textOf(name, args)).join(' ')

/** A word in that list, in the quotes that it has in the file. */
export function shownWord(word: string, was: string): string {
  const [mark] = /^["']/.exec(was) ?? []
  return mark === undefined
    ? quote('', word)
    : mark + word.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`) + mark
}

function textOf(name: string, args: readonly string[], where?: string): string {
  const key = name.toLowerCase()
  return [quote('', name, where), ...args.map((word) => quote(key, word, where))].join(' ')
}

/** A variable that is not the harness's: Apache would replace it by its value. */
const OTHER_VARIABLE = new RegExp(`\\$\\{(?!${DOLLAR}\\})`)

function compare(file: string, meant: readonly Meant[], text: string): void {
  const at = OTHER_VARIABLE.test(text)
    ? 1
    : firstDifference(meant, parseApache(text, file), comparisonWith(startVariables({ [DOLLAR]: '$' })))
  if (at !== undefined) throw differs(whereOf({ file, line: at }))
}

const differs = (where: string) => cannotBeWritten('Apache', where)

/** @param variables those that the copy may have */
const comparisonWith = (variables: Variables): Comparison<Meant, Directive> => ({
  isSame(meant, read) {
    const { args } = variables.resolve(read)
    return (
      meant.name === read.name &&
      meant.line === read.line &&
      meant.args.length === args.length &&
      meant.args.every((text, index) => args[index]?.text === text)
    )
  },
  innerMeant: ({ section }) => section,
  innerRead: ({ section }) => section,
  lineMeant: ({ line }) => line,
  lineRead: ({ line }) => line,
})
