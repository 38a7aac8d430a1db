/** Number of profiles of each product by grade, and each product's limitations. */
import type { Grade, ProfileVerdict, Report } from '../../model/index.ts'
import { visible } from '../../redact/visible-characters.ts'
import type { Paint } from '../../terminal/colour.ts'
import { padBefore, padTo, widthOf, wrapBeside } from '../../terminal/columns.ts'
import { productLimitations } from '../../verdict/limitations-of-products.ts'
import { GRADE_COLOURS, gradeWord } from './grade-colours.ts'

const GRADES: readonly Grade[] = ['works', 'degraded', 'broken', 'refused', 'unknown']
const GAP = 2

export function gradeTable(report: Report, columns: number, paint: Paint): string[] {
  const rows = rowsOf(report)
  if (rows.length === 0) return []
  const grades = GRADES.filter((grade) => grade !== 'unknown' || report.profiles.some((one) => one.grade === grade))
  const widths = grades.map((grade) => gradeWord(grade).length + GAP)
  const numbers = widths.reduce((sum, width) => sum + width, 0)
  const label = Math.max(...rows.map(({ name }) => widthOf(name)))
  const count = (grade: Grade, profiles: readonly ProfileVerdict[], width: number): string => {
    const found = profiles.filter((one) => one.grade === grade).length
    const text = padBefore(`${found}`, width)
    return found === 0 ? paint('dim', text) : paint(GRADE_COLOURS[grade], text)
  }
  // The long name of a build gets its own line where the numbers would not fit beside it.
  const beside = label + 1 + numbers <= columns
  const room = beside ? label : 0
  const header = ` ${' '.repeat(room)}${grades.map((grade, n) => padBefore(gradeWord(grade), widths[n] ?? 0)).join('')}`
  return [
    header,
    ...rows.flatMap(({ name, profiles }) => {
      const cells = grades.map((grade, n) => count(grade, profiles, widths[n] ?? 0)).join('')
      return beside ? [` ${padTo(name, label)}${cells}`] : [...wrapBeside(' ', name, columns), ` ${cells}`]
    }),
    ...limitations(report, columns),
  ]
}

interface Row {
  readonly name: string
  readonly profiles: readonly ProfileVerdict[]
}

/** One row for each product; one for each build where it ran on several. Chains share one row. */
function rowsOf({ profiles, environment }: Report): Row[] {
  return [...Map.groupBy(profiles, ({ proxy }) => proxy)].flatMap(([proxy, ofProxy]) => {
    const builds = Map.groupBy(ofProxy, ({ build }) => build)
    if (builds.size === 1 || [...builds.keys()].some((build) => build.includes('+')))
      return [{ name: visible(proxy), profiles: ofProxy }]
    const versionOf = (id: string): string | undefined => environment.builds.find((one) => one.id === id)?.version
    const versions = [...builds.keys()].map(versionOf)
    return [...builds].map(([build, ofBuild]) => {
      const version = versionOf(build)
      const unique = version !== undefined && versions.filter((one) => one === version).length === 1
      return { name: visible(unique ? `${proxy} ${version}` : build), profiles: ofBuild }
    })
  })
}

function limitations({ cells }: Report, columns: number): string[] {
  return [...Map.groupBy(productLimitations(cells), ({ proxy }) => proxy)].flatMap(([proxy, all]) =>
    wrapBeside(` ${visible(proxy)} limits: `, all.map(({ actual }) => visible(actual)).join('; '), columns),
  )
}
