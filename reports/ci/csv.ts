/** CSV by RFC 4180, whose text no spreadsheet evaluates as a formula. Pure. */
import { visible } from '../../harness/redact/visible-characters.ts'

export type Row = readonly (string | number | undefined)[]

export const csv = (head: readonly string[], rows: readonly Row[]): string =>
  [head, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('')

function field(value: string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = harmless(visible(value))
  return /[",\t]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}

const FORMULA = '[=+\\-@|%\uff1d\uff0b\uff0d\uff20]'
const AT_START = new RegExp(`^(?=\\s*${FORMULA})`)
/** Where the system's language writes numbers with a comma, a spreadsheet takes these characters for the end of a cell. */
const AFTER_SEPARATOR = new RegExp(`([;\\t])(?=\\s*${FORMULA})`, 'g')

/**
 * A spreadsheet takes text that begins with one of these, with or without blanks before it, for a formula. An apostrophe before
 * it makes it text again: https://owasp.org/www-community/attacks/CSV_Injection
 */
const harmless = (text: string): string => text.replace(AT_START, "'").replace(AFTER_SEPARATOR, "$1'")
