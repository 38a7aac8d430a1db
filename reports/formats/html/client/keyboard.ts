/** Keys: the list is in the page's help. */
import type { Row } from '../model/heat-map.ts'
import { h } from './dom.ts'
import { linkToCase, linkToRow } from './links.ts'
import type { Place } from './place.ts'

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'filter by text'],
  ['← ↑ → ↓', 'move in the tables of configurations'],
  ['Enter', 'open'],
  ['j  k', 'next and previous configuration or test case'],
  ['Esc', 'one level up'],
  ['?', 'this list'],
]

export function installKeyboard(rows: readonly Row[], placeNow: () => Place | undefined): void {
  const help = h(
    'dialog',
    { 'aria-label': 'Keys', class: 'keys' },
    h('h2', {}, 'Keys'),
    h(
      'table',
      {},
      h(
        'tbody',
        {},
        KEYS.map(([keys, what]) => h('tr', {}, h('th', { scope: 'row' }, h('kbd', {}, keys)), h('td', {}, what))),
      ),
    ),
    h('form', { method: 'dialog' }, h('button', {}, 'Close')),
  )
  document.body.append(help)
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('[data-keys]') !== null) help.showModal()
  })
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
    if (isTyping && event.key !== 'Escape') return
    const place = placeNow()
    if (place === undefined || !act(event.key, place)) return
    event.preventDefault()
  })

  function act(key: string, place: Place): boolean {
    switch (key) {
      case '?':
        help.showModal()
        return true
      case '/':
        return focusOn('[data-search]')
      case 'Escape':
        return up(place)
      case 'j':
        return step(place, 1)
      case 'k':
        return step(place, -1)
      case 'ArrowRight':
        return moveInTable(0, 1)
      case 'ArrowLeft':
        return moveInTable(0, -1)
      case 'ArrowDown':
        return moveInTable(1, 0)
      case 'ArrowUp':
        return moveInTable(-1, 0)
      default:
        return false
    }
  }

  function up(place: Place): boolean {
    if (document.activeElement instanceof HTMLInputElement) {
      document.activeElement.blur()
      return true
    }
    if (place.kind === 'front') return false
    const { cell } = place.kind === 'case' ? place : { cell: undefined }
    const row = cell && rows.find(({ cells }) => cells.get(cell.scenario)?.includes(cell) === true)
    location.hash = row === undefined || cell === undefined ? '' : linkToRow(rows, row, cell.scenario)
    return true
  }

  function step(place: Place, by: 1 | -1): boolean {
    if (place.kind === 'front') return moveInTable(by, 0)
    if (place.kind === 'profile') {
      const next = rows[rows.indexOf(place.row) + by]
      if (next !== undefined)
        location.hash = linkToRow(
          rows,
          next,
          place.scenario !== undefined && next.cells.has(place.scenario) ? place.scenario : undefined,
        )
      return next !== undefined
    }
    if (place.kind === 'nothing') return false
    const cells = rows.flatMap((row) => [...row.cells.values()].flat())
    const next = cells[cells.indexOf(place.cell) + by]
    if (next !== undefined) location.hash = linkToCase(next)
    return next !== undefined
  }
}

function focusOn(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector)
  found?.focus()
  return found !== null
}

/** Among the links of the rows that are shown. */
function moveInTable(down: number, right: number): boolean {
  const lines = [...document.querySelectorAll('table.heat tbody tr:not([hidden])')]
  if (lines.length === 0) return false
  const here = document.activeElement?.closest('th, td')
  const line = lines.findIndex((one) => one.contains(here ?? null))
  if (here === null || here === undefined || line === -1) return focusLink(lines[0]?.children[0])
  const columns = [...(lines[line]?.children ?? [])]
  if (down !== 0) return focusLink(lines[line + down]?.children[columns.indexOf(here)], lines[line + down]?.children[0])
  const rest = right > 0 ? columns.slice(columns.indexOf(here) + 1) : columns.slice(0, columns.indexOf(here)).reverse()
  return focusLink(rest.find((cell) => cell.querySelector('a') !== null))
}

function focusLink(...cells: readonly (Element | undefined)[]): boolean {
  const link = cells.map((cell) => cell?.querySelector('a')).find((one) => one !== null && one !== undefined)
  link?.focus()
  link?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  return link !== undefined && link !== null
}
