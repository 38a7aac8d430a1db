/** One screen for a product: its limitations, the profiles with a defect of their own, each with that defect, and the others by name. */
import type { ProfileVerdict, Report } from '../../../harness/model/index.ts'
import { defectsOf } from '../../../harness/verdict/failure-wording.ts'
import { type ProductLimitation, productLimitations } from '../../../harness/verdict/limitations-of-products.ts'
import { sayResponsible } from '../../../harness/verdict/responsible-hop.ts'
import { pageOf, profileKey } from './cells.ts'
import { findings } from './findings.ts'
import { GRADE_WORDS } from './grade-words.ts'
import { blocks, capital, link, oneLine, plural, prose, table } from './text.ts'

/** Maximum number of defects in a row; the profile's page has all. */
const NAMED = 2
/** Maximum length of one of them. */
const LONGEST = 120
/** Maximum number of rows; of more, the worst are shown. */
const ROWS = 100

const WORST_FIRST = ['refused', 'broken', 'unknown', 'degraded', 'works'] as const

export function productSections(report: Report): string[] {
  const limitations = productLimitations(report.cells)
  return [...Map.groupBy(report.profiles, ({ proxy }) => proxy)].map(([proxy, profiles]) => {
    const own = limitations.filter((one) => one.proxy === proxy)
    const rows = rowsOf(profiles, report, own)
    const named = rows.filter(({ defects }) => defects !== '')
    const shown = named.slice(0, ROWS)
    const count = new Set(profiles.map(profileKey)).size
    return blocks([
      `## ${prose(proxy)}`,
      limitationList(own, count),
      table(
        ['profile', 'verdict', 'what fails'],
        shown.map(({ name, verdict, defects }) => [name, verdict, defects]),
      ),
      named.length > shown.length ? `… and ${plural(named.length - shown.length, 'row')} more in report.json.` : '',
      ...byName(rows.filter(({ defects }) => defects === '')),
      findings(report.cells.filter((cell) => cell.proxy === proxy)),
    ])
  })
}

interface Row {
  readonly name: string
  readonly verdict: string
  /** Markdown; '' for one that has no defect of its own. */
  readonly defects: string
  /** What it is called together with others that are alike. */
  readonly group: string
}

/** Worst first; builds with the same result for a profile share a row. */
function rowsOf(profiles: readonly ProfileVerdict[], report: Report, limitations: readonly ProductLimitation[]): Row[] {
  const alike = Map.groupBy(profiles, (one) => [profileKey(one), one.grade, defectText(one, report)].join('\n'))
  return [...alike.values()]
    .flatMap((group) => group.slice(0, 1).map((first) => ({ first, group })))
    .sort((a, b) => WORST_FIRST.indexOf(a.first.grade) - WORST_FIRST.indexOf(b.first.grade))
    .map(({ first, group }) => {
      const shows = limitations.flatMap(({ profiles: shown }, n) => (shown.includes(first.profile) ? [n + 1] : []))
      const also = shows.length === 0 ? '' : `limitation${shows.length > 1 ? 's' : ''} ${shows.join(', ')}`
      const defects = defectText(first, report)
      const siblings = profiles.filter((one) => profileKey(one) === profileKey(first))
      const on = siblings.length > group.length ? ` (${group.map(({ build }) => prose(build)).join('; ')})` : ''
      return {
        name: link(prose(first.profile), pageOf(profileKey(first))) + on,
        verdict: GRADE_WORDS[first.grade],
        defects: defects === '' || also === '' ? defects : `${defects} Also ${also}.`,
        group: [capital(first.grade), also].filter((part) => part !== '').join(', with '),
      }
    })
}

/** The first defects of a profile, and how many more there are. */
function defectText(one: ProfileVerdict, { cells }: Report): string {
  if (one.grade === 'refused' || one.grade === 'unknown') return prose(one.headline)
  const own = cells.filter((cell) => profileKey(cell) === profileKey(one) && cell.build === one.build)
  const defects = defectsOf(own)
  const more = defects.length > NAMED ? [`${defects.length - NAMED} more`] : []
  const text = [...defects.slice(0, NAMED).map((defect) => oneLine(defect, LONGEST)), ...more].join('; ')
  const hops = one.grade === 'works' ? '' : oneLine(sayResponsible(one.responsible ?? []), LONGEST)
  return [capital(text), hops]
    .filter((part) => part !== '')
    .map((part) => `${prose(part)}.`)
    .join(' ')
}

function byName(rows: readonly Row[]): string[] {
  return [...Map.groupBy(rows, ({ group }) => group)].map(
    ([group, some]) => `**${group}** (${some.length}): ${some.map(({ name }) => name).join(', ')}.`,
  )
}

function limitationList(limitations: readonly ProductLimitation[], count: number): string {
  const items = limitations.map(
    ({ criterion, actual, profiles }, n) =>
      `${n + 1}. ${prose(capital(actual))} (${prose(criterion)}, in ${profiles.length} of ${plural(count, 'profile')})`,
  )
  return items.length === 0 ? '' : blocks(['Product limitations, which no setting changes:', items.join('\n')])
}
