/** The first screen: totals, expected or not, what to change, the heat map; then both products, versions, and how it was made. */

import { sayCaseTotals } from '../../../../harness/model/case-totals.ts'
import { sayPartial } from '../../../../harness/model/skipped.ts'
import { sayUnfinished } from '../../../../harness/model/unfinished.ts'
import { printAddress } from '../model/address.ts'
import { type Filters, NO_FILTERS } from '../model/filters.ts'
import { type Heat, heatOf, type Row } from '../model/heat-map.ts'
import { GRADE_WORDS, GRADES } from '../model/outcome.ts'
import type { ShownReport } from '../model/unpack-report.ts'
import { advice } from './advice.ts'
import { besideEachOther } from './beside.ts'
import { h, plural } from './dom.ts'
import { expectedOrNot, limitations, notJudged } from './expected.ts'
import { filterBar } from './filter-bar.ts'
import { heatTable, productName } from './heat-table.ts'
import { howMade, legend } from './how-made.ts'
import { versionTables } from './version-tables.ts'

export interface FrontPage {
  readonly element: HTMLElement
  filter(filters: Filters): void
}

export function frontPage(report: ShownReport, rows: readonly Row[]): FrontPage {
  const table = heatTable(report.scenarios, rows)
  const bar = filterBar(report, rows)
  const heats = new Map<string, readonly Heat[]>()
  const heatsOf = (front: string): readonly Heat[] => {
    const known = heats.get(front) ?? rows.map((row) => heatOf(row, report.scenarios, front))
    heats.set(front, known)
    return known
  }
  const whole = countsOf(rows)
  const count = h('p', { class: 'count', role: 'status' })
  const { environment, timing } = report
  const unfinished = sayUnfinished(report)
  const builds = environment.builds.map(({ product, version }) => `${product} ${version}`).join(', ')
  const element = h(
    'main',
    {},
    h(
      'header',
      { class: 'front-head' },
      h('h1', { tabindex: -1 }, `Server-Sent Events through ${plural(rows.length, 'proxy configuration')}`),
      h(
        'p',
        { class: 'quiet' },
        `${builds} · ${sayCaseTotals(report) || 'no test case'} · tested in ${(timing.wall / 1000).toFixed(timing.wall < 9950 ? 1 : 0)} s · ${environment.startedAt.slice(0, 16)}Z · `,
        h('button', { class: 'plain', 'data-keys': true }, 'keys'),
      ),
      unfinished && h('p', { class: 'alarm' }, unfinished),
      report.skipped && h('p', { class: 'quiet' }, sayPartial(report.skipped)),
    ),
    h(
      'div',
      { class: 'top' },
      totals(rows),
      h('div', { class: 'state' }, expectedOrNot(report, rows), limitations(report)),
    ),
    advice(rows),
    h(
      'section',
      { class: 'configurations', 'aria-label': 'Configurations and scenarios' },
      h('h2', {}, 'Configurations and scenarios'),
      bar.element,
      legend(),
      count,
      bar.nothing,
      table.element,
    ),
    besideEachOther(report, rows),
    versionTables(report, rows),
    notJudged(report),
    howMade(report),
  )
  return {
    element,
    filter(filters) {
      bar.show(filters)
      const shown = table.filter(filters, heatsOf(filters.front))
      bar.nothing.hidden = shown > 0 || rows.length === 0
      const part = `${shown} of ${plural(rows.length, 'configuration')}`
      count.replaceChildren(...(shown === rows.length ? whole : [`${part} · `, h('a', { href: '#' }, 'show all')]))
    },
  }
}

/** Before the first table, since the others may be below the window: a product's link shows its configurations only. */
function countsOf(rows: readonly Row[]): (string | HTMLElement)[] {
  const groups = [...Map.groupBy(rows, ({ profile }) => profile.proxy)]
  if (groups.length < 2) return []
  const links = groups.flatMap(([product, { length }], index) => {
    const href = printAddress({ filters: { ...NO_FILTERS, product } })
    return [index === 0 ? ': ' : ', ', h('a', { href }, `${productName(product)} ${length}`)]
  })
  return [plural(rows.length, 'configuration'), ...links]
}

function totals(rows: readonly Row[]): HTMLElement {
  const cards = GRADES.flatMap((grade) => {
    const count = rows.filter(({ profile }) => profile.grade === grade).length
    if (count === 0) return []
    const href = printAddress({ filters: { ...NO_FILTERS, outcome: grade } })
    return [h('li', {}, h('a', { class: `card ${grade}`, href }, h('b', {}, String(count)), ` ${GRADE_WORDS[grade]}`))]
  })
  return h('ul', { class: 'cards', 'aria-label': 'Configurations by verdict' }, cards)
}
