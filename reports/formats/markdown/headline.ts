/** The start of the report: whether it is complete, the verdict on each profile, deviations, and what could not be judged. */
import type { CellVerdict, Grade, ProfileVerdict, Report } from '../../../harness/model/index.ts'
import { pageOf, profileKey, type Seen, seenIn, whereSeen } from './cells.ts'
import { blocks, code, duration, link, oneLine, plural, prose, table } from './text.ts'

export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  works: 'works',
  degraded: 'degraded',
  broken: '**broken**',
  refused: '**refused**',
  unknown: 'not judged',
}

export function headlineBlock(report: Report): string {
  const { cells, timing, environment, interrupted } = report
  const ran = `${plural(cells.length, 'test case')} in ${duration(timing.wall)}, ${environment.startedAt}.`
  return blocks([
    '# Server-Sent Events behind a proxy',
    interrupted ? '> **This run was interrupted.** The report contains the test cases that had finished.' : '',
    cells.length === 0 ? 'No test case ran.' : `Ran ${prose(ran)}`,
    table(['profile', 'verdict', 'findings'], verdictRows(report.profiles)),
    innate(report.profiles),
  ])
}

/** Builds with the same result for a profile share a row. */
function verdictRows(profiles: readonly ProfileVerdict[]): string[][] {
  const builds = new Set(profiles.map((one) => `${one.proxy} ${one.build} ${one.runtime}`))
  const proxies = new Set(profiles.map((one) => one.proxy))
  const tell = builds.size > proxies.size
  const alike = Map.groupBy(profiles, (one) => `${profileKey(one)} ${one.grade} ${one.headline}`)
  return [...alike.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const siblings = profiles.filter((one) => profileKey(one) === profileKey(first))
    const where = [...new Set(group.map((one) => `${one.build}, ${one.runtime}`))].join('; ')
    const on = tell && siblings.length > group.length ? ` (${prose(where)})` : ''
    const key = profileKey(first)
    return [[link(prose(key), pageOf(key)) + on, GRADE_WORDS[first.grade], prose(first.headline)]]
  })
}

/** Product limitations, listed once per build instead of in each row. */
function innate(profiles: readonly ProfileVerdict[]): string {
  const builds = Map.groupBy(
    profiles.filter((one) => one.innate !== ''),
    ({ build }) => build,
  )
  const items = [...builds].map(([build, [first]]) => `- ${code(build)}: ${prose(first?.innate ?? '')}`)
  return items.length === 0 ? '' : blocks(['Product limitations (all configurations):', items.join('\n')])
}

const NEWS = {
  worse: 'worse than expected',
  other: 'fails differently than expected',
  better: 'better than expected: remove the entry from expect.yaml',
} as const

/** Differences between the run and the expectations; '' for none. */
export function deviations(report: Report): string {
  const seen = seenIn(report.cells)
  const items = (['worse', 'other', 'better'] as const).flatMap((against) => {
    const news = seen.filter(({ finding }) => finding.against === against)
    const alike = Map.groupBy(news, ({ cell, finding }) =>
      [profileKey(cell), finding.criterion, finding.observed, finding.expectation?.observed].join(' '),
    )
    return [...alike.values()].flatMap((group) => deviation(NEWS[against], group, seen))
  })
  const stale = report.stale.map(({ where, message }) => `- stale expectation, ${code(where)}: ${prose(message)}`)
  if (items.length + stale.length === 0) return ''
  return blocks(['## Deviations from expectations', [...items, ...stale].join('\n')])
}

function deviation(words: string, group: readonly Seen[], all: readonly Seen[]): string[] {
  const [first] = group
  if (first === undefined) return []
  const { cell, finding } = first
  const siblings = all.filter(
    (one) => profileKey(one.cell) === profileKey(cell) && one.finding.criterion === finding.criterion,
  )
  const where = whereSeen(
    group.map((one) => one.cell),
    siblings.map((one) => one.cell),
  )
  const { expectation } = finding
  const listed = expectation === undefined ? 'pass' : expectation.observed
  const key = profileKey(cell)
  return [
    `- ${link(prose(key), pageOf(key))} ${code(finding.criterion)}: ${words}. Expected ${prose(listed)}, ` +
      `observed ${prose(finding.observed)}${where === '' ? '' : ` (${prose(where)})`}: ${prose(finding.actual)}`,
  ]
}

/** Test cases that could not be judged, by reason. */
export function troubles(report: Report): string {
  const reasons = [...report.cells, ...report.controls].flatMap((cell) =>
    troublesOf(cell).map((why) => ({ cell, why })),
  )
  if (reasons.length === 0) return ''
  const alike = Map.groupBy(reasons, ({ why }) => why)
  const items = [...alike].map(([why, group]) => {
    const questions = [...new Set(group.map(({ cell }) => cell.question))]
    const named = questions.slice(0, 3).map(code).join(', ')
    const more = questions.length > 3 ? ` and ${questions.length - 3} more` : ''
    return `- ${prose(why)}: ${plural(group.length, 'test case')} (${named}${more})`
  })
  return blocks(['## Not judged', items.join('\n')])
}

function troublesOf({ outcome, findings }: CellVerdict): string[] {
  switch (outcome.state) {
    case 'broken':
      return [`the harness failed (${outcome.stage}): ${oneLine(outcome.message, 200)}`]
    case 'refused':
      return outcome.lacks === undefined ? [] : [`not applicable, because the build has no ${outcome.lacks}`]
    case 'skipped':
      return [`skipped: ${outcome.because}`]
    case 'proxy-died':
      return [`the proxy died: ${oneLine(outcome.message, 200)}`]
    default: {
      const noisy = findings.filter((finding) => finding.outcome === 'noisy').map((finding) => finding.actual)
      return [...new Set(noisy)].map((actual) => `inconclusive: ${actual}`)
    }
  }
}
