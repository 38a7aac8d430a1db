/** What changed between two runs, for a terminal and for logs. Pure. */
import { measureWords } from '../../harness/model/measure-words.ts'
import { visible } from '../../harness/redact/visible-characters.ts'
import type { Comparison } from '../../harness/verdict/diff/compare.ts'
import type { Moved } from '../../harness/verdict/diff/moved-measures.ts'
import { measure } from '../formats/markdown/text.ts'
import { casesOf, DIRECTIONS, grouped, HEADS, stepOf, totals } from './grouped.ts'

export function diffText(comparison: Comparison): string {
  const { before, after, compared, notes, changes, moved } = comparison
  const groups = grouped(changes)
  const lines = [
    `${before} → ${after}: ${totals(changes, moved.length)} (${compared} test cases compared)`,
    ...notes.map((note) => `note: ${note}`),
    ...DIRECTIONS.flatMap((direction) => {
      const some = groups.filter((group) => group.direction === direction)
      if (some.length === 0) return []
      return [
        '',
        HEADS[direction],
        ...some.flatMap((group) => [
          `  ${group.subject}  ${group.criterion}: ${stepOf(group)}`,
          ...(group.after.actual === '' ? [] : [`    ${group.after.actual}`]),
          `    ${casesOf(group.cases)}`,
        ]),
      ]
    }),
    ...(moved.length === 0 ? [] : ['', 'Measures that moved beyond their spread', ...moved.map(sayMoved)]),
  ]
  return lines.map((line) => `${visible(line)}\n`).join('')
}

const sayMoved = ({ subject, criterion, measure: name, unit, before, after, direction, cases, of }: Moved): string =>
  `  ${subject}  ${criterion}, ${measureWords(name)}: ${measure({ value: before, unit })} → ${measure({ value: after, unit })} (${direction}, in ${cases.length} of ${of})`
