/** A test case: its findings, timeline, latencies, headers on both sides, and every fact. */
import type { CellVerdict } from '../../../../harness/model/index.ts'
import { controlOf } from '../../markdown/cells.ts'
import { printAddress } from '../model/address.ts'
import { caseName } from '../model/case-name.ts'
import { levelOfCell } from '../model/outcome.ts'
import { rerunCommand } from '../model/rerun.ts'
import type { Data } from './data.ts'
import { fileLink, h } from './dom.ts'
import { findingsTable } from './findings-table.ts'
import { levelSign } from './level.ts'
import { linkToCase } from './links.ts'
import { traceView } from './trace-view.ts'

export function casePage(data: Data, cell: CellVerdict): HTMLElement {
  const { proxy, profile, build, runtime, scenario } = cell
  const isControl = proxy === ''
  const key = isControl ? 'control' : `${proxy}/${profile}`
  const up = (path: string, text: string) => h('a', { href: printAddress({ path, build, runtime }) }, text)
  const control = isControl ? undefined : controlOf(data.report, cell)
  return h(
    'main',
    {},
    h(
      'nav',
      { class: 'crumbs', 'aria-label': 'Where you are' },
      h('a', { href: '#' }, 'All configurations'),
      ' / ',
      isControl ? 'control' : [up(key, key), ' / ', up(`${key}/${scenario}`, scenario)],
      ' / ',
      h('span', { 'aria-current': 'page' }, caseName(data.report, cell)),
    ),
    h('h1', { tabindex: -1 }, levelSign(levelOfCell(cell)), ` ${key}: ${scenario}`),
    Object.keys(cell.axes).length > 0 && h('p', { class: 'lead' }, caseName(data.report, cell)),
    h(
      'p',
      { class: 'quiet' },
      isControl ? 'Without a proxy' : `${build}, ${runtime}`,
      cell.earlierTries > 0 && `; retried, attempt ${cell.earlierTries + 1}`,
      `; ${(cell.took / 1000).toFixed(1)} s`,
      control !== undefined && ['; ', h('a', { href: linkToCase(control) }, 'control')],
    ),
    cell.sameAs !== undefined &&
      h(
        'p',
        {},
        'On the wire it is the same as ',
        h('a', { href: printAddress({ path: cell.sameAs, build, runtime }) }, cell.sameAs),
        ', and counts once.',
      ),
    h('section', {}, h('h2', {}, 'Findings'), findingsTable([cell], [cell])),
    traceView(data, cell, { isWhole: true }),
    h(
      'section',
      {},
      h('h2', {}, 'Run it again'),
      !isControl &&
        h('pre', { class: 'command', tabindex: 0, role: 'group', 'aria-label': 'Command' }, rerunCommand(cell)),
      h('p', {}, h('a', { href: fileLink(cell.trace) }, 'The whole trace, as it was recorded (JSONL)')),
    ),
  )
}
