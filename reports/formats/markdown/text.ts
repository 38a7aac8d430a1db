/** Markdown building blocks: escaping, links, tables, numbers with units. Pure. */
import type { Measure, Ms } from '../../../harness/model/index.ts'
import { measureWords } from '../../../harness/model/measure-words.ts'
import { visible } from '../../../harness/redact/visible-characters.ts'

/** Escapes any text as one line of Markdown: no markup, no HTML, no end of a table cell. */
export function prose(text: string): string {
  return (
    attribute(oneLine(text))
      .replace(/[\\`*[\]|~]/g, '\\$&')
      // Inside a word it has no meaning, and escaping it would break URLs.
      .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
  )
}

/** For the value of an HTML attribute in double quotes. */
export function attribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}

/** For the beginning of a sentence. A name with another sign in it, e.g. `proxy_buffering` or `text/event-stream`, stays as it is. */
export const capital = (text: string): string =>
  /^\p{L}+[\d_/]/u.test(text) ? text : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

/** As inline code, whatever the text contains. */
export function code(text: string): string {
  const line = oneLine(text)
  if (line === '') return ''
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? fence + line + fence : `${fence} ${line} ${fence}`
}

/** One line of at most `longest` characters; invisible characters become escapes. */
export function oneLine(text: string, longest = 500): string {
  const line = visible(text.replace(/\s+/g, ' ').trim())
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

/** @param text already Markdown */
export function link(text: string, target: string): string {
  // A lone surrogate cannot be encoded.
  const safe = encodeURI(target.toWellFormed()).replace(
    /[()<>[\]|\\]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  )
  return `[${text}](${safe})`
}

/** Cells are already Markdown; a `|` ends a cell even inside code, so it is escaped. '' when there are no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Joins non-empty blocks with blank lines. */
export function blocks(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}

/** `3 test cases`, `1 test case`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : many}`
}

/** `0.42 ms`, `12 ms`, `4,096 bytes`, `0.25`. */
export function measure({ value, unit }: Measure): string {
  if (unit === 'ms') return duration(value)
  if (unit === 'ratio') return String(Math.round(value * 1000) / 1000)
  const number = Math.round(value).toLocaleString('en-US')
  return unit === 'count' ? number : `${number} ${number === '1' ? unit.slice(0, -1) : unit}`
}

/** The first measure of a finding, to follow its class; one without a unit is preceded by its name. '' if there is none. */
export function keyNumber(measures: Readonly<Record<string, Measure>>): string {
  const [[name, first] = []] = Object.entries(measures)
  if (name === undefined || first === undefined) return ''
  return first.unit === 'count' ? `, ${prose(measureWords(name))} ${measure(first)}` : ` ${measure(first)}`
}

/** Two significant digits below 100 ms, whole milliseconds to 10 s, seconds above. */
export function duration(ms: Ms): string {
  if (ms >= 10_000) return `${Math.round(ms / 100) / 10} s`
  if (ms >= 100) return `${Math.round(ms)} ms`
  return `${Number(ms.toPrecision(2))} ms`
}
