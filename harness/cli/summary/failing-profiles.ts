/** The broken or refused profiles, those with the most failing checks first: name, first failing check, number of others. */
import type { ProfileVerdict, Report } from '../../model/index.ts'
import { visible } from '../../redact/visible-characters.ts'
import type { Paint } from '../../terminal/colour.ts'
import { cutTo, padTo, widthOf, wrapBeside } from '../../terminal/columns.ts'
import { defectsOf, oneLine } from '../../verdict/failure-wording.ts'
import { GRADE_COLOURS } from './grade-colours.ts'

/** Maximum number of rows: with the rest of the summary they fit on a screen of 24. */
const SHOWN = 8
/** Share of the columns that a name may take; a longer one is truncated. */
const NAME_SHARE = 0.38
const MORE = 5

export function failingProfiles(report: Report, columns: number, paint: Paint): string[] {
  const rows = report.profiles.flatMap((profile) => rowOf(profile, report)).sort((a, b) => b.failing - a.failing)
  if (rows.length === 0) return []
  const counted = (grade: string): number => rows.filter((row) => row.grade === grade).length
  const [broken, refused] = [counted('broken'), counted('refused')]
  const title = [
    ...(broken > 0 ? [`BROKEN (${broken})`] : []),
    ...(refused > 0 ? [`REFUSED by the proxy (${refused})`] : []),
  ]
  const shown = rows.slice(0, SHOWN)
  const name = Math.min(Math.floor(columns * NAME_SHARE), Math.max(...shown.map((row) => widthOf(row.name))))
  const text = columns - name - MORE - 6
  const lines = shown.map(({ grade, name: full, first, failing }) => {
    const more = failing > 1 ? `+${failing - 1}` : ''
    const mark = paint(GRADE_COLOURS[grade], '✗')
    return ` ${mark} ${padTo(cutTo(full, name), name)}  ${padTo(cutTo(first, text), text)} ${more}`.trimEnd()
  })
  const rest = rows.length - shown.length
  const heading = padTo(` ${title.join(', ')}  `, name + 5)
  const column = 'first failing check'
  return [
    paint('bold', widthOf(heading) + column.length <= columns ? heading + column : cutTo(heading.trimEnd(), columns)),
    ...lines,
    ...(rest > 0 ? wrapBeside('   … ', `${rest} more in the report, or with --verbose`, columns) : []),
  ]
}

interface Row {
  readonly grade: 'broken' | 'refused'
  readonly name: string
  readonly first: string
  /** Number of failing criteria; 1 for a refused configuration. */
  readonly failing: number
}

function rowOf(one: ProfileVerdict, { cells, profiles, environment }: Report): Row[] {
  const { grade, proxy, profile, build } = one
  if (grade !== 'broken' && grade !== 'refused') return []
  const own = cells.filter((cell) => cell.proxy === proxy && cell.profile === profile && cell.build === build)
  const defects = defectsOf(own)
  const refusal = own.map(({ outcome }) => outcome).find(({ state }) => state === 'refused')
  const first = refusal !== undefined && 'message' in refusal ? refusal.message : (defects[0] ?? '')
  const several = profiles.some((other) => other !== one && other.proxy === proxy && other.profile === profile)
  const version = environment.builds.find(({ id }) => id === build)?.version ?? build
  return [
    {
      grade,
      name: visible(several ? `${proxy}/${profile} ${version}` : `${proxy}/${profile}`),
      first: visible(oneLine(first)),
      failing: grade === 'refused' ? 1 : defects.length,
    },
  ]
}
