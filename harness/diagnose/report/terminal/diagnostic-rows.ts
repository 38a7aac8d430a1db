/** Prints one diagnostic: with its source line, or in two rows. Pure. */

import { widthOf } from '../../../terminal/columns.ts'
import type { Diagnostic } from './diagnostic.ts'
import { cut, rowsOf, type Screen, withoutTabs } from './screen.ts'

const COLOURS = { error: ['red', 'bold'], warning: ['yellow', 'bold'] } as const
/** Minimum number of columns for a label beside the marker; with fewer the label is below it. */
const LABEL = 28

/** @param isLong includes the setting's effect and its documentation */
export function fullRows(diagnostic: Diagnostic, screen: Screen, isLong: boolean): string[] {
  const { source, label, others, fix, remarks, background } = diagnostic
  const margin = ' '.repeat(source === undefined ? 1 : `${source.line}`.length)
  const more = (text: string): string[] => rowsOf(text, screen.columns, `${margin} = `, `${margin}   `)
  return [
    ...rowsOf(`${headOf(diagnostic, screen)} ${diagnostic.title}`, screen.columns, '', '  '),
    ...(source === undefined ? [] : excerpt(diagnostic, margin, screen)),
    ...(source === undefined && label !== '' ? more(`cause: ${label}`) : []),
    ...remarks.flatMap(more),
    ...(others.length === 0 ? [] : more(`${also(fix)} ${others.join(', ')}`)),
    ...more(fix),
    ...(isLong ? background.flatMap(more) : []),
  ]
}

/** Two rows; three where place and fix do not fit into one. */
export function shortRows(diagnostic: Diagnostic, screen: Screen): string[] {
  const { source, label, others, fix } = diagnostic
  const { columns } = screen
  const place = source === undefined ? '' : `  --> ${source.where}`
  const whole = others.length === 0 ? fix : `${fix} (${also(fix)} ${others.join(', ')})`
  const cause = label === '' ? '' : source === undefined ? `  ${label}` : `: ${label}`
  const title = cut(`${headOf(diagnostic, screen)} ${diagnostic.title}`, columns)
  const one = `${place}${place === '' ? '' : '  '}${whole}`
  if (place === '' && cause === '') return [title, cut(`  ${whole}`, columns)]
  if (cause === '' || widthOf(one) + widthOf(cause) > columns) {
    return place !== '' && widthOf(one) <= columns
      ? [title, one]
      : [title, cut(`${place}${cause}`, columns), cut(`      ${whole}`, columns)]
  }
  return [title, `${place}${cause}; ${whole}`].map((row) => cut(row, columns))
}

const headOf = ({ level, code }: Diagnostic, { paint }: Screen): string =>
  `${paint([...COLOURS[level]], level)}[${code}]:`

const also = (fix: string): string => (fix.startsWith('verified fix') ? 'also fixes:' : 'also fails:')

/**
 * `5
 * location / {`, and the problem below it.
 */
function excerpt({ level, source, label }: Diagnostic, margin: string, { columns, paint }: Screen): string[] {
  if (source === undefined) return []
  const text = withoutTabs(source.text)
  const blanks = Math.min(text.length - text.trimStart().length, Math.floor(columns / 2))
  const gutter = `${margin} | `
  const room = columns - gutter.length
  const line = cut(text.trim(), room - blanks)
  const marked = /^(.*?)\s*(?:#.*)?$/.exec(line)?.[1] || line
  const marker = '^'.repeat(Math.max(1, Math.min(widthOf(marked), room - blanks)))
  const head = `${gutter}${' '.repeat(blanks)}${paint([...COLOURS[level]], marker)}`
  const indent = `${gutter}${' '.repeat(blanks)}`
  const beside = rowsOf(label, columns, `${head} `, `${indent}${' '.repeat(marker.length + 1)}`)
  const below = [head, ...rowsOf(label, columns, indent, indent)]
  const isBeside = room - blanks - marker.length - 1 >= Math.min(LABEL, widthOf(label)) && beside.length <= below.length
  return [
    ...rowsOf(source.where, columns, `${margin}--> `, `${margin}    `),
    `${source.line} | ${' '.repeat(blanks)}${line}`,
    ...(label === '' ? [head] : isBeside ? beside : below),
  ]
}
