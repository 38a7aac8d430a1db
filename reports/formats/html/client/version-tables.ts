/** The builds of the run with their verdicts, and what changed between builds of a product. */
import type { Row } from '../model/heat-map.ts'
import { GRADE_WORDS, GRADES } from '../model/outcome.ts'
import type { ShownReport } from '../model/unpack-report.ts'
import { buildsOf, buildTotals, changesBetween } from '../model/versions.ts'
import { h } from './dom.ts'
import { levelSign } from './level.ts'

export function versionTables(report: ShownReport, rows: readonly Row[]): HTMLElement {
  const totals = buildTotals(report, rows)
  const shown = GRADES.filter((grade) => totals.some(({ grades }) => grades[grade] > 0))
  const lines = totals.map(({ product, version, origin, grades }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, product),
      h('td', {}, version),
      h('td', {}, origin),
      shown.map((grade) => h('td', { class: 'number' }, String(grades[grade]))),
    ),
  )
  const products = [...new Set(report.environment.builds.map(({ product }) => product))]
  return h(
    'section',
    {},
    h('h2', {}, 'Versions'),
    table('Versions', ['product', 'version', 'from', ...shown.map((grade) => GRADE_WORDS[grade])], lines),
    products.map((product) => changesTable(report, product)),
  )
}

function changesTable(report: ShownReport, product: string): HTMLElement | undefined {
  const builds = buildsOf(report, product)
  if (builds.length < 2) return undefined
  const changes = changesBetween(report, product)
  const lines = changes.map(({ criterion, profiles, results }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, criterion),
      h('td', {}, profiles.join(', ')),
      results.map((one) => h('td', {}, one === undefined ? '–' : [levelSign(one.level), ` ${one.observed}`])),
    ),
  )
  return h(
    'div',
    {},
    h('h3', {}, `What changed between versions of ${product}`),
    lines.length === 0
      ? h('p', {}, 'All builds gave the same results.')
      : table(`Changes of ${product}`, ['criterion', 'configurations', ...builds], lines),
  )
}

const table = (name: string, heads: readonly string[], lines: readonly HTMLElement[]): HTMLElement =>
  h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': name },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map((head) => h('th', { scope: 'col' }, head)),
        ),
      ),
      h('tbody', {}, lines),
    ),
  )
