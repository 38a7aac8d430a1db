/** Selects the form of each part of a report so that all fit on one screen: the first form that fits. Pure. */
import type { Diagnostic } from './diagnostic.ts'
import { fullRows, shortRows } from './diagnostic-rows.ts'
import { type Note, noteRows } from './notes.ts'
import { rowsOf, type Screen } from './screen.ts'

export interface Parts {
  readonly diagnostics: readonly Diagnostic[]
  readonly notes: readonly Note[]
  readonly change: readonly string[]
  /** The change where not all of it fits; at most `most` rows. */
  readonly shortChange: (most: number) => readonly string[]
  /** The change is what was requested: it is not left out, even where the screen is too small. */
  readonly isChangeKept: boolean
  /** The option that shows what is left out. */
  readonly more: string
  /** Always printed completely. */
  readonly last: readonly string[]
}

/** The size of each part: errors and warnings after the first; rows of a note, and number of notes; rows of the change. */
interface Form {
  /** The setting's effect, its documentation, and blank rows between the parts. */
  readonly isLong?: boolean
  readonly isAiry?: boolean
  /** The first diagnostic has no excerpt either. */
  readonly isBrief?: boolean
  readonly errors: 'full' | 'short' | 'names'
  readonly warnings: 'full' | 'short' | 'names'
  readonly noteRows: number
  readonly notes: number
  readonly change: number
}

const ALL = Number.POSITIVE_INFINITY

/** From largest to smallest: first blank rows are removed, then explanations, then everything that is not an error, then excerpts, and last the change. */
const FORMS: readonly Form[] = [
  { isLong: true, isAiry: true, errors: 'full', warnings: 'full', noteRows: 4, notes: ALL, change: ALL },
  { isAiry: true, errors: 'full', warnings: 'full', noteRows: 3, notes: ALL, change: ALL },
  { isAiry: true, errors: 'full', warnings: 'short', noteRows: 2, notes: ALL, change: ALL },
  { errors: 'full', warnings: 'short', noteRows: 2, notes: ALL, change: ALL },
  { errors: 'full', warnings: 'short', noteRows: 1, notes: ALL, change: ALL },
  { errors: 'short', warnings: 'short', noteRows: 1, notes: ALL, change: ALL },
  { errors: 'short', warnings: 'short', noteRows: 1, notes: 2, change: ALL },
  { errors: 'short', warnings: 'short', noteRows: 1, notes: 1, change: ALL },
  { errors: 'short', warnings: 'short', noteRows: 1, notes: 0, change: ALL },
  { errors: 'short', warnings: 'names', noteRows: 1, notes: 1, change: ALL },
  { isBrief: true, errors: 'short', warnings: 'names', noteRows: 1, notes: 1, change: ALL },
  { isBrief: true, errors: 'short', warnings: 'names', noteRows: 1, notes: 0, change: ALL },
  { isBrief: true, errors: 'names', warnings: 'names', noteRows: 1, notes: 0, change: ALL },
  { isBrief: true, errors: 'short', warnings: 'names', noteRows: 1, notes: 1, change: 8 },
  { isBrief: true, errors: 'names', warnings: 'names', noteRows: 1, notes: 0, change: 5 },
  { isBrief: true, errors: 'names', warnings: 'names', noteRows: 1, notes: 0, change: 0 },
]

/** @param rows available rows; if no form fits, the smallest one is returned */
export function fitted(parts: Parts, screen: Screen, rows: number): string[] {
  let smallest: string[] = []
  for (const form of FORMS.filter(({ change }) => !parts.isChangeKept || change === ALL)) {
    // A part of the change takes the room that is left.
    const room = form.change === ALL ? ALL : rows - render(parts, { ...form, change: 0 }, screen).length
    smallest = render(parts, { ...form, change: Math.max(form.change, room) }, screen)
    if (smallest.length <= rows) break
  }
  return smallest
}

function render(parts: Parts, form: Form, screen: Screen): string[] {
  const { notes, last } = parts
  const shown = notes.slice(0, form.notes)
  const hidden = notes.length - shown.length
  const change = parts.change.length <= form.change ? parts.change : parts.shortChange(form.change)
  const above = [
    ...diagnosticRows(parts, form, screen),
    ...shown.flatMap((note) => noteRows(note, screen, form.noteRows)),
    ...(hidden === 0 ? [] : [`… ${hidden} more ${hidden === 1 ? 'note' : 'notes'}: ${parts.more}`]),
  ]
  const blank = (some: readonly string[]): string[] => (some.length === 0 || form.isAiry !== true ? [] : [''])
  return [...above, ...blank(above), ...change, ...blank(change), ...last]
}

function diagnosticRows({ diagnostics, more }: Parts, form: Form, screen: Screen): string[] {
  const [first, ...others] = diagnostics
  if (first === undefined) return []
  const some = others.map((one) => ({ one, how: one.level === 'error' ? form.errors : form.warnings }))
  const named = some.filter(({ how }) => how === 'names').map(({ one }) => one)
  return [
    ...(form.isBrief === true ? shortRows(first, screen) : fullRows(first, screen, form.isLong === true)),
    ...some.flatMap(({ one, how }) =>
      how === 'full' ? fullRows(one, screen, form.isLong === true) : how === 'short' ? shortRows(one, screen) : [],
    ),
    ...namesOnly(named, more, screen),
  ]
}

/** Each failing criterion is named, however little room there is. */
function namesOnly(named: readonly Diagnostic[], more: string, { columns }: Screen): string[] {
  if (named.length === 0) return []
  const names = named.flatMap(({ level, code, others }) => [
    `${level} ${code}`,
    ...others.map((one) => (/^(error|warning) /.test(one) ? one : `${level} ${one}`)),
  ])
  return rowsOf(`… and ${names.join(', ')} (${more})`, columns, '', '  ')
}
