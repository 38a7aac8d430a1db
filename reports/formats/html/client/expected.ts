/** Whether the run is as expected, what the products cannot do, and what could not be judged. */
import { sayKnownFailures } from '../../../../harness/model/case-totals.ts'
import type { CellVerdict } from '../../../../harness/model/index.ts'
import type { Row } from '../model/heat-map.ts'
import { isNews } from '../model/outcome.ts'
import type { ShownReport } from '../model/unpack-report.ts'
import { folded, h, plural } from './dom.ts'
import { linkToCase } from './links.ts'

/** More are counted. */
const LISTED = 30

const WORDS: Readonly<Record<string, string>> = {
  worse: 'worse than expected',
  better: 'better than expected',
  other: 'fails differently than expected',
}

export function expectedOrNot(report: ShownReport, rows: readonly Row[]): HTMLElement {
  const news = rows
    .flatMap((row) => [...row.cells.values()].flat())
    .flatMap((cell) => cell.findings.filter(isNews).map((finding) => ({ cell, finding })))
  const count = news.length + report.stale.length
  if (count === 0) {
    const known = sayKnownFailures(report.profiles)
    const listed = known === '' ? '' : `${known.charAt(0).toUpperCase()}${known.slice(1)}, which is on its page.`
    return h(
      'div',
      {},
      h(
        'p',
        { class: 'expected yes' },
        '✓ No regressions, no improvements: every result, pass or fail, is the expected one.',
      ),
      listed !== '' && h('p', { class: 'known' }, listed),
    )
  }
  const alike = [
    ...Map.groupBy(news, ({ cell, finding }) =>
      [cell.proxy, cell.profile, finding.criterion, finding.observed].join(' '),
    ).values(),
  ]
  const items = alike.slice(0, LISTED).map((group) => {
    const [first] = group
    if (first === undefined) return undefined
    const { cell, finding } = first
    const expected = finding.expectation?.observed ?? 'pass'
    return h(
      'li',
      {},
      h('a', { href: linkToCase(cell) }, `${cell.proxy}/${cell.profile}`),
      ` ${finding.criterion}: ${WORDS[finding.against] ?? ''}: ${finding.observed}, expected ${expected} (${plural(group.length, 'test case')})`,
    )
  })
  const more = alike.length > LISTED && h('li', {}, `and ${alike.length - LISTED} more`)
  const stale = report.stale.map(({ where, message }) => h('li', {}, `${where}: ${message}`))
  return h(
    'details',
    { class: 'expected no', open: items.length + stale.length <= 5 },
    h('summary', {}, `${plural(count, 'difference')} from the expected results`),
    h('ul', {}, items, more, stale),
  )
}

/** Of each product once: they are the same for all its configurations. */
export function limitations({ profiles }: ShownReport): HTMLElement | undefined {
  const all = Map.groupBy(
    profiles.filter(({ innate }) => innate !== ''),
    ({ proxy }) => proxy,
  )
  const items = [...all].flatMap(([proxy, group]) =>
    // What a configuration shows of them depends on what it was asked: the longest text has the most.
    h(
      'li',
      {},
      h('b', {}, `${proxy}: `),
      group.map(({ innate }) => innate).toSorted((a, b) => b.length - a.length)[0] ?? '',
    ),
  )
  if (items.length === 0) return undefined
  return h(
    'div',
    { class: 'limits' },
    h('h2', {}, 'Product limitations'),
    h('p', { class: 'quiet' }, 'They hold for every configuration of the product.'),
    h('ul', {}, items),
  )
}

export function notJudged({ cells, controls }: ShownReport): HTMLElement | undefined {
  const reasons = [...cells, ...controls].flatMap((cell) => whyNot(cell).map((why) => ({ cell, why })))
  if (reasons.length === 0) return undefined
  const items = [...Map.groupBy(reasons, ({ why }) => why)].map(([why, group]) =>
    h(
      'li',
      {},
      `${why}: `,
      group
        .slice(0, 3)
        .map(({ cell }, index) => [index > 0 && ', ', h('a', { href: linkToCase(cell) }, cell.question)]),
      group.length > 3 && ` and ${group.length - 3} more`,
    ),
  )
  return h('section', {}, folded(h('h2', {}, `Not judged: ${plural(reasons.length, 'test case')}`), h('ul', {}, items)))
}

function whyNot({ outcome, findings }: CellVerdict): string[] {
  switch (outcome.state) {
    case 'broken':
      return [`the harness failed (${outcome.stage}): ${outcome.message.slice(0, 200)}`]
    case 'refused':
      return outcome.lacks === undefined ? [] : [`not applicable, because the build has no ${outcome.lacks}`]
    case 'skipped':
      return [`skipped: ${outcome.because}`]
    case 'proxy-died':
      return [`the proxy died: ${outcome.message.slice(0, 200)}`]
    case 'complete':
      return [
        ...new Set(findings.filter((one) => one.outcome === 'noisy').map(({ actual }) => `inconclusive: ${actual}`)),
      ]
  }
}
