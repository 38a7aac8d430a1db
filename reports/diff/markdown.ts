/** What changed between two runs, as a comment of a pull request. Pure. */
import { measureWords } from '../../harness/model/measure-words.ts'
import type { Comparison, Direction } from '../../harness/verdict/diff/compare.ts'
import type { Moved } from '../../harness/verdict/diff/moved-measures.ts'
import { fitting, quiet } from '../formats/_outcome/quiet-markdown.ts'
import { code, measure, prose, table } from '../formats/markdown/text.ts'
import { casesOf, DIRECTIONS, type Group, grouped, HEADS, stepOf, totals } from './grouped.ts'

/** GitHub accepts a comment of 65,536 characters. */
const LARGEST = 60_000
/** Maximum number of rows of each table. */
const MAX = 100

export function diffMarkdown(comparison: Comparison): string {
  const { before, after, compared, notes, changes, moved } = comparison
  const groups = grouped(changes)
  const hasRegression = changes.some(({ direction }) => direction === 'worse')
  const parts = [
    `### Event streams: ${totals(changes, moved.length)}`,
    `${code(before)} → ${code(after)}, ${compared} test cases compared.`,
    notes.map((note) => `- ${quiet(note)}`).join('\n'),
    ...DIRECTIONS.map((direction) => section(direction, groups, hasRegression)),
    movedTable(moved),
  ]
  return fitting(parts, LARGEST, 'The rest is in the JSON: it did not fit here.')
}

function section(direction: Direction, groups: readonly Group[], hasRegression: boolean): string {
  const some = groups.filter((group) => group.direction === direction)
  if (some.length === 0) return ''
  const rows = some
    .slice(0, MAX)
    .map((group) => [
      code(group.subject),
      code(group.criterion),
      `${code(stepOf(group))}${group.after.actual === '' ? '' : ` ${quiet(group.after.actual)}`}`,
      code(casesOf(group.cases)),
    ])
  const more = some.length > MAX ? `\n\nAnd ${some.length - MAX} more.` : ''
  const content = `${table(['', 'criterion', 'change', ''], rows)}${more}`
  // What needs no attention is folded where something does.
  const isOpen = direction === 'worse' || direction === 'lost' || !hasRegression
  return isOpen
    ? `**${HEADS[direction]}**\n\n${content}`
    : `<details><summary>${HEADS[direction]}</summary>\n\n${content}\n\n</details>`
}

function movedTable(moved: readonly Moved[]): string {
  const rows = moved
    .slice(0, MAX)
    .map(({ subject, criterion, measure: name, unit, before, after, cases, of }) => [
      code(subject),
      `${code(criterion)}, ${prose(measureWords(name))}`,
      `${measure({ value: before, unit })} → ${measure({ value: after, unit })}`,
      `${cases.length} of ${of}`,
    ])
  return rows.length === 0
    ? ''
    : `<details><summary>Measures that moved beyond their spread</summary>\n\n${table(['', 'measure', 'median', 'test cases'], rows)}\n\n</details>`
}
