/** The facts of a trace as lines of text. Pure. */
import { factWho, factWords } from '../../reports/formats/html/model/fact-words.ts'
import type { Fact, Trace } from '../model/index.ts'
import { visible } from '../redact/visible-characters.ts'
import { wrapRow } from '../terminal/columns.ts'

/** This many facts of one kind in a row are shown by the first and the last. */
const FOLDED = 4

export interface LineOptions {
  /** Indexes of facts to mark with `→`. */
  readonly marked?: ReadonlySet<number>
  /** Each fact on a line of its own. */
  readonly every?: boolean
  /** Width of the terminal; default: each fact stays one line. */
  readonly columns?: number
}

/** Facts of which a reader needs the first, the last and the number. '' for others. */
function kindOf(fact: Fact): string {
  if (fact.fact === 'stall') return 'stall'
  if (fact.fact === 'sent' && fact.what === 'padding') return `${factWho(fact)} padding`
  return fact.fact === 'comment' ? `${factWho(fact)} comment` : ''
}

interface Row {
  readonly index: number
  readonly fact: Fact
}

interface Group {
  readonly rows: Row[]
  /** Durations of event-loop stalls between its facts, in ms. */
  readonly stalls: Row[]
}

/** Facts of one kind in a row; event-loop stalls between them do not end it. */
function groupsOf(facts: readonly Fact[]): Group[] {
  const groups: Group[] = []
  for (const [index, fact] of facts.entries()) {
    const row = { index, fact }
    const open = groups.at(-1)
    const kind = kindOf(fact)
    const ofOpen = open?.rows[0] === undefined ? '' : kindOf(open.rows[0].fact)
    if (open !== undefined && kind !== '' && kind === ofOpen) open.rows.push(row)
    else if (open !== undefined && kind === 'stall' && ofOpen !== '') open.stalls.push(row)
    else groups.push({ rows: [row], stalls: [] })
  }
  return groups
}

const stallTime = ({ fact }: Row): number => (fact.fact === 'stall' ? fact.ms : 0)

export function traceLines(
  { facts }: Pick<Trace, 'facts'>,
  { marked, every = false, columns = Number.POSITIVE_INFINITY }: LineOptions = {},
): string[] {
  const width = Math.max(0, ...facts.map((fact) => factWho(fact).length))
  const lines = ({ index, fact }: Row): string[] => {
    const time = `${fact.t.toFixed(1)} ms`.padStart(12)
    const label = `${marked?.has(index) === true ? '→' : ' '}${time}  ${visible(factWho(fact).padEnd(width))}  `
    return wrapRow(label, visible(factWords(fact)), columns)
  }
  if (every) return facts.flatMap((fact, index) => lines({ index, fact }))
  return groupsOf(facts).flatMap(({ rows, stalls }) => {
    const [first, last] = [rows[0], rows.at(-1)]
    if (rows.length < FOLDED || first === undefined || last === undefined) {
      return [...rows, ...stalls].toSorted((a, b) => a.index - b.index).flatMap(lines)
    }
    const longest = Math.max(...stalls.map(stallTime)).toFixed(0)
    const said = stalls.length === 0 ? '' : `; event-loop stalls meanwhile: ${stalls.length}, the longest ${longest} ms`
    const more = wrapRow(' '.repeat(17 + width), `… ${rows.length - 2} more of these${said}`, columns)
    return [...lines(first), ...more, ...lines(last)]
  })
}
