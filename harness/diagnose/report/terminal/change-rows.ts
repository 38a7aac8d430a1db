/** A change on the terminal: as a diff for `patch`, or with line numbers, which no program accepts as a diff. Pure. */
import { MARK } from '../../../redact/secret-shapes.ts'
import { widthOf } from '../../../terminal/columns.ts'
import { cut, rowsOf, type Screen, withoutTabs } from './screen.ts'

/** Whether it can be printed as a diff: it fits, and its lines are not redacted. */
export const isApplicable = (diff: string, { columns }: Pick<Screen, 'columns'>): boolean =>
  diff !== '' && !diff.includes(MARK) && linesOf(diff).every((line) => widthOf(withoutTabs(line)) <= columns)

/** For `patch -p1`. A blank line at its end, or a CR, belongs to the last hunk. */
export const diffRows = (diff: string, { paint }: Screen): string[] =>
  linesOf(diff).map((line) => {
    if (/^(\+\+\+|---) /.test(line)) return paint('bold', line)
    if (line.startsWith('+')) return paint('green', line)
    return line.startsWith('-') ? paint('red', line) : line
  })

const linesOf = (diff: string): string[] => (diff === '' ? [] : diff.replace(/\n$/, '').split('\n'))

/**
 * With line numbers of the resulting file, as compilers print a suggestion, for reading only. Alternatives are printed in this
 * way, so that the whole output can be piped to `patch` and only the one change is applied.
 * @param isWhole lines that do not fit are wrapped; otherwise they are truncated
 * @param applies the command that takes the diff: its folder, `-d`, is where the names in the diff begin
 */
export function numberedRows(diff: string, { paint, columns }: Screen, isWhole: boolean, applies: string): string[] {
  const lines = linesOf(diff)
  const last = Math.max(0, ...lines.map((line) => endOf(HUNK.exec(line))))
  const margin = ' '.repeat(`${last}`.length)
  let number = 0
  return lines.flatMap((line, index) => {
    const name = /^\+\+\+ (?:b\/)?(.*?)\t?$/.exec(line)?.[1]
    if (name !== undefined && lines[index - 1]?.startsWith('--- '))
      return rowsOf(within(applies, name), columns, `${margin}--> `)
    const hunk = HUNK.exec(line)
    if (hunk !== null) {
      const isFirst = lines[index - 1]?.startsWith('+++ ') === true
      number = Number(hunk[1])
      return isFirst ? [] : [`${margin} …`]
    }
    if (/^(--- |\\)/.test(line) && (line.startsWith('\\') || lines[index + 1]?.startsWith('+++ '))) return []
    const sign = line.slice(0, 1)
    const count = sign === '-' ? margin : `${number++}`.padStart(margin.length)
    const head = `${count} ${sign === '+' || sign === '-' ? sign : '|'} `
    const body = withoutTabs(line.slice(1).replace(/\r$/, ''))
    const rows = isWhole ? wholeRows(body, columns, head, `${margin} | `) : [cut(`${head}${body}`, columns)]
    return rows.map((row) => (sign === '+' ? paint('green', row) : sign === '-' ? paint('red', row) : row))
  })
}

function within(applies: string, name: string): string {
  const folder = / -d (.+)$/.exec(applies)?.[1]
  return folder === undefined ? name : `${folder.replace(/\/$/, '')}/${name}`
}

/** Its lines in the resulting file. */
const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/
const endOf = (hunk: RegExpExecArray | null): number => (hunk === null ? 0 : Number(hunk[1]) + Number(hunk[2] ?? 1))

/** Keeps the indentation. */
function wholeRows(body: string, columns: number, head: string, gutter: string): string[] {
  const indent = (/^ */.exec(body)?.[0] ?? '').slice(0, Math.floor(columns / 2))
  return rowsOf(body.trimStart(), columns, `${head}${indent}`, `${gutter}${indent}    `)
}
