/**
 * The table of configurations × scenarios. Built once; a filter hides rows, and a front changes signs. Its parts are laid out as
 * boxes, so they name the roles that a table's parts have.
 */
import { type Filters, isShown } from '../model/filters.ts'
import type { Heat, Row } from '../model/heat-map.ts'
import { GRADE_WORDS, LEVEL_WORDS, type Level, SIGNS } from '../model/outcome.ts'
import { h } from './dom.ts'
import { linkToRow } from './links.ts'

export interface HeatTable {
  readonly element: HTMLElement
  /** @param heats of the rows, with the filter's front. @returns how many rows it shows */
  filter(filters: Filters, heats: readonly Heat[]): number
}

export function heatTable(scenarios: readonly string[], rows: readonly Row[]): HeatTable {
  const products = [...Map.groupBy(rows, ({ profile }) => profile.proxy)]
  const lines = new Map<Row, HTMLTableRowElement>()
  const bodies = products.map(([proxy, group]) => {
    const hasBuilds = proxy !== 'chain' && new Set(group.map(({ profile }) => profile.build)).size > 1
    for (const row of group) lines.set(row, lineOf(rows, row, scenarios, hasBuilds))
    const name = proxy === 'chain' ? 'chains of both' : proxy
    const head = h('th', { scope: 'rowgroup', role: 'rowheader' }, name)
    return h(
      'tbody',
      { role: 'rowgroup' },
      h('tr', { class: 'group', role: 'row' }, head),
      [...lines.values()].slice(-group.length),
    )
  })
  const heads = scenarios.map((scenario) => h('th', { scope: 'col', role: 'columnheader' }, h('span', {}, scenario)))
  const first = h('th', { scope: 'col', role: 'columnheader' }, 'configuration')
  const table = h(
    'table',
    { class: 'heat', role: 'table', 'aria-label': 'Configurations and scenarios' },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, first, heads)),
    bodies,
  )
  const painted = new Map<Row, Heat>()
  return {
    element: h('div', { class: 'heat-frame', pointerover: showWords }, table),
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
      for (const body of bodies) body.hidden = body.querySelector('tr:not(.group, [hidden])') === null
      return shown
    },
  }
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
