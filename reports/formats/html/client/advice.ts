/** The shortest answer: of each product what its defaults do, and what another configuration of this run does differently. */

import type { Row } from '../model/heat-map.ts'
import { type NearestPassing, nearestPassing } from '../model/nearest-passing.ts'
import { GRADE_WORDS } from '../model/outcome.ts'
import { type Child, folded, h } from './dom.ts'
import { gradeBadge } from './level.ts'
import { linkToRow } from './links.ts'

export function advice(rows: readonly Row[]): HTMLElement | undefined {
  const products = [...new Set(rows.map(({ profile }) => profile.proxy))].filter((proxy) => proxy !== 'chain')
  const panels = products.flatMap((proxy) => {
    const row = rows.find(({ key }) => key === `${proxy}/defaults`)
    return row === undefined ? [] : [panel(rows, row)]
  })
  if (panels.length === 0) return undefined
  return h('section', { class: 'advice', 'aria-label': 'Default settings of each product' }, panels)
}

function panel(rows: readonly Row[], row: Row): HTMLElement {
  const near = nearestPassing(row, rows)
  return h(
    'article',
    { class: 'panel' },
    h(
      'h2',
      {},
      h('a', { href: linkToRow(rows, row) }, `${row.profile.proxy} with default settings`),
      ' ',
      gradeBadge(row.profile.grade),
    ),
    h('p', {}, row.profile.headline),
    near !== undefined && difference(rows, row, near),
  )
}

/** More are folded. */
const LINES = 6

/** Lines that the passing configuration adds and removes. @param own the row that fails */
export function difference(rows: readonly Row[], own: Row, { row, adds, lacks }: NearestPassing, most = LINES): Child {
  const lines = [
    ...lacks.map((line) => h('del', {}, `- ${line}\n`)),
    ...adds.map((line) => h('ins', {}, `+ ${line}\n`)),
  ]
  const block = h('pre', { class: 'difference', tabindex: 0, role: 'group', 'aria-label': 'Lines that differ' }, lines)
  return [
    h(
      'p',
      { class: 'difference' },
      `Nearest configuration of this run that passes the criteria which make ${own.key} ${GRADE_WORDS[own.profile.grade]}: `,
      h('a', { href: linkToRow(rows, row) }, row.key),
      ' ',
      gradeBadge(row.profile.grade),
      '. The lines in which it differs (',
      adds.length > 0 && [h('ins', {}, '+'), ' only in it', lacks.length > 0 && ', '],
      lacks.length > 0 && [h('del', {}, '-'), ' not in it'],
      '):',
    ),
    lines.length > most ? folded(`the ${lines.length} lines that differ`, block) : block,
  ]
}
