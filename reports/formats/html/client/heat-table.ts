/**
 * The tables of configurations × scenarios, one for each product: side by side where the window is wide enough. Built once; a
 * filter hides rows, and a front changes signs. Their parts are laid out as boxes, so they name the roles that a table's parts have.
 */
import { type Filters, isShown } from '../model/filters.ts'
import type { Heat, Row } from '../model/heat-map.ts'
import { GRADE_WORDS, LEVEL_WORDS, type Level, SIGNS } from '../model/outcome.ts'
import { h, plural } from './dom.ts'
import { linkToRow } from './links.ts'

export interface HeatTable {
  readonly element: HTMLElement
  /** @param heats of the rows, with the filter's front. @returns how many rows it shows */
  filter(filters: Filters, heats: readonly Heat[]): number
}

export function heatTable(scenarios: readonly string[], rows: readonly Row[]): HeatTable {
  const products = [...Map.groupBy(rows, ({ profile }) => profile.proxy)]
  const lines = new Map<Row, HTMLTableRowElement>()
  const frames = products.map(([proxy, group]) => {
    const hasBuilds = proxy !== 'chain' && new Set(group.map(({ profile }) => profile.build)).size > 1
    for (const row of group) lines.set(row, lineOf(rows, row, scenarios, hasBuilds))
    return frameOf(productName(proxy), scenarios, [...lines.values()].slice(-group.length))
  })
  const painted = new Map<Row, Heat>()
  return {
    element: h('div', { class: `heats ${widthOf(scenarios)}`, pointerover: showWords }, frames),
    filter(filters, heats) {
      let shown = 0
      rows.forEach((row, index) => {
        const heat = heats[index]
        const line = lines.get(row)
        if (heat === undefined || line === undefined) return
        const isTested = filters.front === '' || heat.levels.some((level) => level !== undefined)
        const isOpen = isTested && isShown(row, filters, heat.grade)
        if (line.hidden === isOpen) line.hidden = !isOpen
        if (!isOpen) return
        shown += 1
        if (painted.get(row) !== heat) repaint(line, row, scenarios, heat, painted.get(row))
        painted.set(row, heat)
      })
      frames.forEach(showCount)
      return shown
    },
  }
}

export const productName = (proxy: string): string => (proxy === 'chain' ? 'chains of both' : proxy)

/** Beyond it the table is wider than a narrow window, or than any: it scrolls sideways, and its head cannot stay in view. */
const FEW = 14
const SOME = 36

const widthOf = ({ length }: readonly string[]): string => (length <= FEW ? 'few' : length <= SOME ? 'some' : 'many')

function frameOf(name: string, scenarios: readonly string[], lines: readonly HTMLElement[]): HTMLElement {
  const heads = scenarios.map((scenario) => h('th', { scope: 'col', role: 'columnheader' }, h('span', {}, scenario)))
  const first = h(
    'th',
    { scope: 'col', role: 'columnheader' },
    name,
    h('small', {}, plural(lines.length, 'configuration')),
  )
  const label = `Configurations of ${name}, and scenarios`
  return h(
    'div',
    { class: 'heat-frame' },
    h(
      'table',
      { class: 'heat', role: 'table', 'aria-label': label },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, first, heads)),
      h('tbody', { role: 'rowgroup' }, lines),
    ),
  )
}

/** A frame without rows is hidden; its head says of how many configurations it shows how many. */
function showCount(frame: HTMLElement): void {
  const all = frame.querySelectorAll('tbody tr').length
  const open = frame.querySelectorAll('tbody tr:not([hidden])').length
  frame.hidden = open === 0
  const count = frame.querySelector('thead small')
  if (count !== null) count.textContent = `${open === all ? '' : `${open} of `}${plural(all, 'configuration')}`
}

function lineOf(rows: readonly Row[], row: Row, scenarios: readonly string[], hasBuilds: boolean): HTMLTableRowElement {
  const { profile } = row
  const link = h(
    'a',
    { href: linkToRow(rows, row), title: profile.headline },
    h('span', { class: 'grade' }),
    ' ',
    h('span', { class: 'key' }, profile.profile),
  )
  const build = hasBuilds && h('small', {}, profile.build.replace(`${profile.proxy}-`, ''))
  const cells = scenarios.map((scenario) => {
    const cell = h('td', { role: 'cell' })
    if (!row.cells.has(scenario)) return cell
    cell.append(h('a', { href: linkToRow(rows, row, scenario), tabindex: -1, 'data-scenario': scenario }))
    return cell
  })
  return h('tr', { role: 'row' }, h('th', { scope: 'row', role: 'rowheader' }, link, build), cells)
}

/** @param before the previous state; only differences are updated */
function repaint(
  line: HTMLTableRowElement,
  row: Row,
  scenarios: readonly string[],
  { grade, levels }: Heat,
  before: Heat | undefined,
): void {
  const badge = line.querySelector('.grade')
  if (badge !== null && before?.grade !== grade) {
    badge.className = `grade ${grade}`
    badge.textContent = GRADE_WORDS[grade]
  }
  levels.forEach((level, index) => {
    const cell = line.children[index + 1]
    const link = cell?.firstElementChild
    if (cell === undefined || (before !== undefined && before.levels[index] === level)) return
    if (link instanceof HTMLAnchorElement) sign(link, level, `${row.key}, ${scenarios[index]}`)
    cell.className = level ?? ''
  })
}

/** As a tooltip, created on demand: there are thousands of cells. */
function showWords({ target }: Event): void {
  if (target instanceof HTMLAnchorElement && target.ariaLabel !== null) target.title = target.ariaLabel
}

function sign(link: HTMLAnchorElement, level: Level | undefined, name: string): void {
  const words = `${name}: ${level === undefined ? 'not tested' : LEVEL_WORDS[level]}`
  link.textContent = level === undefined ? '' : SIGNS[level]
  link.ariaLabel = words
}
