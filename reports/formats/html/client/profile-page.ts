/** A configuration: its verdict, the change, one scenario at a time with its timeline, its lines, and its proxy's log. */
import type { CellVerdict } from '../../../../harness/model/index.ts'
import { capital } from '../../markdown/text.ts'
import { caseName } from '../model/case-name.ts'
import { type Row, worstCell } from '../model/heat-map.ts'
import { levelOfCell, rankOf, worse } from '../model/outcome.ts'
import { rerunCommand } from '../model/rerun.ts'
import { changeFor } from './change.ts'
import { configView } from './config-view.ts'
import type { Data } from './data.ts'
import { fileLink, folded, h, plural } from './dom.ts'
import { findingsTable } from './findings-table.ts'
import { gradeBadge, levelSign } from './level.ts'
import { linkToCase, linkToRow } from './links.ts'
import { traceView } from './trace-view.ts'

/** @param chosen '' or undefined for the worst scenario */
export function profilePage(data: Data, rows: readonly Row[], row: Row, chosen: string | undefined): HTMLElement {
  const { profile, key } = row
  const cells = [...row.cells.values()].flat()
  const scenario = chosen ?? worstCell(cells)?.scenario
  const source = /^https?:\/\/\S+$/.test(profile.source)
    ? h('a', { href: profile.source, rel: 'noreferrer' }, profile.source)
    : profile.source
  return h(
    'main',
    {},
    h(
      'nav',
      { class: 'crumbs', 'aria-label': 'Where you are' },
      h('a', { href: '#' }, 'All configurations'),
      ' / ',
      chosen === undefined
        ? h('span', { 'aria-current': 'page' }, key)
        : [h('a', { href: linkToRow(rows, row) }, key), ' / ', h('span', { 'aria-current': 'page' }, chosen)],
    ),
    h('h1', { tabindex: -1 }, key, ' ', gradeBadge(profile.grade)),
    h('p', { class: 'lead' }, profile.headline),
    profile.innate !== '' &&
      h('p', { class: 'quiet' }, 'Product limitation, whatever the configuration: ', profile.innate),
    h('p', {}, `${sentence(profile.title)} ${sentence(profile.why)}`, profile.source !== '' && [' Source: ', source]),
    h('p', { class: 'quiet' }, `${profile.build}, ${profile.runtime}`),
    changeFor(rows, row),
    scenario !== undefined && row.cells.has(scenario) && scenarioPart(data, rows, row, scenario),
    configView(profile, saidOf(cells)),
    timers(row),
    profile.log !== '' &&
      h(
        'section',
        {},
        folded(
          h('h2', {}, 'Proxy log'),
          h('pre', { class: 'log', tabindex: 0, role: 'group', 'aria-label': 'Proxy log' }, profile.log),
        ),
      ),
    h(
      'section',
      {},
      h('h2', {}, 'Run it again'),
      h('pre', { class: 'command', tabindex: 0, role: 'group', 'aria-label': 'Command' }, rerunCommand(profile)),
      profile.evidence !== '' &&
        h('p', {}, h('a', { href: `${fileLink(profile.evidence)}/` }, 'Configuration as it ran, and whole logs')),
    ),
  )
}

const sentence = (text: string): string => `${capital(text).replace(/\.$/, '')}.`

function scenarioPart(data: Data, rows: readonly Row[], row: Row, scenario: string): HTMLElement {
  const cells = row.cells.get(scenario) ?? []
  const first = worstCell(cells)
  return h(
    'section',
    { class: 'scenario' },
    h('h2', {}, 'Scenarios'),
    scenarioList(rows, row, scenario),
    h('h3', {}, `${scenario}: ${plural(cells.length, 'test case')}`),
    findingsTable(cells, cells),
    first !== undefined && traceView(data, first, { isWhole: false }),
    h('h3', {}, 'Test cases'),
    h(
      'ul',
      { class: 'cases' },
      cells.map((cell) =>
        h(
          'li',
          {},
          h(
            'a',
            { href: linkToCase(cell), class: 'case' },
            levelSign(levelOfCell(cell)),
            ` ${caseName(data.report, cell)}`,
          ),
        ),
      ),
    ),
  )
}

function scenarioList(rows: readonly Row[], row: Row, current: string): HTMLElement {
  const all = [...row.cells].map(([scenario, cells]) => ({
    scenario,
    level: cells.map(levelOfCell).reduce(worse, 'none'),
  }))
  // Worst first: failures must be visible at once, passes need only be findable.
  const sorted = all.toSorted((a, b) => rankOf(a.level) - rankOf(b.level))
  return h(
    'ul',
    { class: 'scenarios' },
    sorted.map(({ scenario, level }) =>
      h(
        'li',
        {},
        h(
          'a',
          {
            href: linkToRow(rows, row, scenario),
            class: `case ${scenario === current ? 'current' : ''}`,
            'aria-current': scenario === current ? 'true' : undefined,
          },
          levelSign(level),
          ` ${scenario}`,
        ),
      ),
    ),
  )
}

/** Texts that may name a line. */
function saidOf(cells: readonly CellVerdict[]): string[] {
  const outcomes = cells.flatMap(({ outcome }) =>
    outcome.state === 'refused' && outcome.where !== undefined ? [`${outcome.message} (${outcome.where})`] : [],
  )
  const findings = cells.flatMap(({ findings: all }) =>
    all.filter(({ outcome }) => outcome === 'fail').map(({ actual }) => actual),
  )
  return [...new Set([...outcomes, ...findings])]
}

function timers({ profile }: Row): HTMLElement | undefined {
  if (profile.timers.length === 0) return undefined
  const lines = profile.timers.map(({ directive, ms, limits, where, note }) =>
    h(
      'li',
      {},
      h('code', {}, directive),
      ` ${ms / 1000} s (${limits}, ${where})${note === undefined ? '' : `; ${note}`}`,
    ),
  )
  return h(
    'section',
    {},
    h('h2', {}, 'Timeouts'),
    h('p', { class: 'quiet' }, 'From the configuration, not measured.'),
    h('ul', {}, lines),
  )
}
