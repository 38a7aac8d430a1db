/** nginx beside Apache: `defaults` and `recommended` of each product, scenario by scenario. */
import type { CellVerdict, CriterionVerdict } from '../../../../harness/model/index.ts'
import { mostCommon } from '../../../../harness/verdict/failure-wording.ts'
import { type Row, worstCell } from '../model/heat-map.ts'
import { levelOfCell, levelOfFinding, worse, worstFinding } from '../model/outcome.ts'
import type { ShownReport } from '../model/unpack-report.ts'
import { type Child, h } from './dom.ts'
import { gradeBadge, levelSign } from './level.ts'
import { linkToRow } from './links.ts'

const NAMES = ['defaults', 'recommended']

export function besideEachOther({ scenarios }: ShownReport, rows: readonly Row[]): HTMLElement | undefined {
  const shown = NAMES.flatMap((name) =>
    rows.filter(({ profile }) => profile.profile === name && profile.proxy !== 'chain'),
  )
  if (new Set(shown.map(({ profile }) => profile.proxy)).size < 2) return undefined
  const several = new Set(shown.map(({ key }) => key)).size < shown.length
  const heads = shown.map((row) =>
    h(
      'th',
      { scope: 'col' },
      h('a', { href: linkToRow(rows, row) }, row.key),
      several && h('small', {}, row.profile.build),
      ' ',
      gradeBadge(row.profile.grade),
    ),
  )
  const tested = scenarios.filter((scenario) => shown.some((row) => row.cells.has(scenario)))
  const lines = tested.map((scenario) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, scenario),
      shown.map((row) => h('td', { 'data-of': row.key }, resultOf(rows, row, scenario))),
    ),
  )
  return h(
    'section',
    {},
    h('h2', {}, 'nginx beside Apache'),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'nginx beside Apache' },
      h(
        'table',
        { class: 'beside' },
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'scenario'), heads)),
        h('tbody', {}, lines),
      ),
    ),
  )
}

function resultOf(rows: readonly Row[], row: Row, scenario: string): Child {
  const cells = row.cells.get(scenario)
  const worst = worstCell(cells ?? [])
  if (cells === undefined || worst === undefined) return '–'
  const level = cells.map(levelOfCell).reduce(worse, 'none')
  const finding = worstFinding(worst.findings)
  const headline = worst.findings.find((one) => one.headline !== undefined)?.headline
  const failed = finding !== undefined && ['fail', 'warn'].includes(levelOfFinding(finding))
  const words = failed ? usualOf(cells, finding) : (headline ?? '')
  return [
    levelSign(level),
    ' ',
    h(
      'a',
      { href: linkToRow(rows, row, scenario) },
      words === '' ? finding?.actual || finding?.observed || worst.outcome.state : words,
    ),
  ]
}

/** The same numbers as in the headline of the configuration: those of most test cases. */
function usualOf(cells: readonly CellVerdict[], { criterion, observed }: CriterionVerdict): string {
  const alike = cells.flatMap(({ findings }) =>
    findings.filter((one) => one.criterion === criterion && one.observed === observed),
  )
  return mostCommon(alike.map(({ actual }) => actual))
}
