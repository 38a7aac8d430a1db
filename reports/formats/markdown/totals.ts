/** How many profiles of each product got which grade, and whether that is as expected. */
import {
  type Grade,
  type Report,
  sayCaseTotals,
  sayKnownFailures,
  sayPartial,
  sayUnfinished,
} from '../../../harness/model/index.ts'
import { profileKey, seenIn } from './cells.ts'
import { blocks, capital, duration, link, plural, prose, table } from './text.ts'

const GRADES: readonly Grade[] = ['works', 'degraded', 'broken', 'refused', 'unknown']

export function totals(report: Report): string {
  const { cells, timing, environment, profiles } = report
  const unfinished = sayUnfinished(report)
  const scenarios = new Set(cells.map(({ scenario }) => scenario)).size
  const what = [
    plural(new Set(profiles.map(profileKey)).size, 'configuration'),
    plural(scenarios, 'scenario'),
    `${plural(cells.length, 'test case')} in ${duration(timing.wall)}`,
    environment.startedAt,
  ]
  const tally = sayCaseTotals(report)
  const grades = GRADES.filter((grade) => grade !== 'unknown' || profiles.some((one) => one.grade === grade))
  const rows = [...Map.groupBy(profiles, ({ proxy }) => proxy)].map(([proxy, ofProxy]) => [
    link(prose(proxy), `#${proxy.toLowerCase().replace(/[^\w-]/g, '')}`),
    ...grades.map((grade) => String(ofProxy.filter((one) => one.grade === grade).length)),
  ])
  return blocks([
    '# Server-Sent Events behind a proxy',
    unfinished === undefined ? '' : `> **${unfinished}**`,
    cells.length === 0 ? 'No test case ran.' : `${prose(what.join(', '))}.`,
    table(['', ...grades.map((grade) => (grade === 'unknown' ? 'not judged' : grade))], rows),
    report.skipped === undefined ? '' : sayPartial(report.skipped),
    cells.length === 0 ? '' : `${expected(report)} ${tally}.`,
  ])
}

/** A red grade beside a green check needs this line. */
function expected(report: Report): string {
  const against = seenIn(report.cells).map(({ finding }) => finding.against)
  const count = (...some: readonly string[]): number => against.filter((one) => some.includes(one)).length
  const [regressions, improvements, stale] = [count('worse', 'other'), count('better'), report.stale.length]
  if (regressions + improvements + stale === 0) {
    const known = sayKnownFailures(report.profiles)
    const listed = known === '' ? '' : ` ${capital(known)}.`
    return `**All as expected**: no regression, no improvement against \`expect.yaml\`.${listed}`
  }
  const parts = [
    plural(regressions, 'regression'),
    plural(improvements, 'improvement'),
    ...(stale === 0 ? [] : [plural(stale, 'stale entry', 'stale entries')]),
  ]
  return `**Not as expected**: ${parts.join(', ')}: ${link('deviations', '#deviations-from-expectations')}.`
}
