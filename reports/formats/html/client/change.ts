/** What to change: the nearest configuration that passes, who of a chain is responsible, and the command that finds a verified fix. */

import type { Row } from '../model/heat-map.ts'
import { failingOf, nearestPassing } from '../model/nearest-passing.ts'
import { difference } from './advice.ts'
import { h } from './dom.ts'
import { linkToRow } from './links.ts'

export function changeFor(rows: readonly Row[], row: Row): HTMLElement | undefined {
  const { profile } = row
  const near = nearestPassing(row, rows)
  const hops = (profile.responsible ?? []).map(({ criterion, observed, parts, known }) =>
    h(
      'li',
      {},
      `${criterion} (${observed}): `,
      parts.map((names, nth) => [
        nth > 0 && '; or ',
        names.map((name, index) => [index > 0 && ' and ', hopLink(rows, name)]),
        names.length > 1 && ' together',
      ]),
      parts.length === 0 && (known ? 'no part of the chain, only the whole chain' : 'unknown: '),
      !known && (parts.length === 0 ? 'its parts did not run' : ' (a smaller part of the chain did not run)'),
    ),
  )
  const reasons = reasonsOf(row)
  const check = failingOf(row).size > 0 && profile.proxy !== 'chain' && profile.file !== ''
  if (near === undefined && hops.length === 0 && reasons.length === 0 && !check) return undefined
  return h(
    'section',
    { class: 'panel change' },
    h('h2', {}, 'Why, and what to change'),
    reasons.length > 0 &&
      h(
        'ul',
        {},
        reasons.map((reason) => h('li', {}, reason)),
      ),
    hops.length > 0 && [h('p', {}, 'Which proxy of the chain is responsible:'), h('ul', {}, hops)],
    near !== undefined && difference(rows, row, near, Number.POSITIVE_INFINITY),
    check &&
      h(
        'p',
        {},
        'Find the smallest change, and verify it by running it: ',
        h('code', { class: 'command' }, `npx sse-compat check ${profile.file}`),
      ),
  )
}

function hopLink(rows: readonly Row[], name: string): HTMLElement {
  const row = rows.find(({ key }) => key === name)
  return row === undefined ? h('span', {}, name) : h('a', { href: linkToRow(rows, row) }, name)
}

/** Known reasons of the failures, out of expect.yaml. */
function reasonsOf(row: Row): string[] {
  const failing = failingOf(row)
  const findings = [...row.cells.values()].flat().flatMap((cell) => cell.findings)
  const known = findings.filter(({ outcome, criterion }) => outcome === 'fail' && failing.has(criterion))
  const alike = Map.groupBy(known, ({ expectation }) => expectation?.reason ?? '')
  return [...alike].flatMap(([reason, group]) => {
    const criteria = [...new Set(group.map(({ criterion }) => criterion))]
    return reason === '' ? [] : [`${criteria.join(', ')}: ${reason}`]
  })
}
