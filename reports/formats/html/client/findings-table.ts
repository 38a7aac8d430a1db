/** Findings: what was required, what was expected and seen, under which conditions. Equal ones share a row. */
import type { CellVerdict } from '../../../../harness/model/index.ts'
import { measureWords } from '../../../../harness/model/measure-words.ts'
import { mostCommon } from '../../../../harness/verdict/failure-wording.ts'
import { whereSeen } from '../../markdown/cells.ts'
import { measure } from '../../markdown/text.ts'
import { isNews, levelOfFinding, rankOf } from '../model/outcome.ts'
import { h } from './dom.ts'
import { levelSign } from './level.ts'

/** @param all test cases among which the conditions of `cells` are named */
export function findingsTable(cells: readonly CellVerdict[], all: readonly CellVerdict[]): HTMLElement {
  const seen = cells.flatMap((cell) => cell.findings.map((finding) => ({ cell, finding })))
  const alike = [
    ...Map.groupBy(seen, ({ finding }) => [finding.criterion, finding.outcome, finding.observed].join(' ')).values(),
  ]
  const sorted = alike.toSorted((a, b) => rankIn(a) - rankIn(b))
  const lines = sorted.flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { finding } = first
    const where = whereSeen(
      group.map(({ cell }) => cell),
      all,
    )
    const findings = group.map((one) => one.finding)
    const actual = mostCommon(findings.map((one) => one.actual))
    const measures = Object.keys(finding.measures).map((name) => `${measureWords(name)} ${rangeOf(findings, name)}`)
    const known = finding.expectation
    return [
      h(
        'tr',
        {},
        h(
          'th',
          { scope: 'row' },
          levelSign(levelOfFinding(finding)),
          ` ${finding.criterion.split('/').at(-1) ?? ''}`,
          h('small', {}, finding.title),
        ),
        h(
          'td',
          {},
          actual || finding.observed,
          where !== '' && h('small', {}, `with ${where}`),
          measures.length > 0 && h('small', {}, measures.join(', ')),
        ),
        h('td', {}, finding.expected),
        h('td', {}, isNews(finding) && h('strong', {}, `${finding.against} than expected. `), known?.reason),
      ),
    ]
  })
  if (lines.length === 0) return h('div', {}, outcomes(cells))
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Findings' },
    h(
      'table',
      { class: 'findings' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['criterion', 'seen', 'required', 'known reason'].map((head) => h('th', { scope: 'col' }, head)),
        ),
      ),
      h('tbody', {}, lines),
    ),
    outcomes(cells),
  )
}

/** Of the same measure in all test cases that share a row: `16,970 bytes to 16,974 bytes`. */
function rangeOf(findings: readonly CellVerdict['findings'][number][], name: string): string {
  const sorted = findings.flatMap(({ measures }) => measures[name] ?? []).toSorted((a, b) => a.value - b.value)
  const ends = [sorted[0], sorted.at(-1)].flatMap((end) => (end === undefined ? [] : [measure(end)]))
  return [...new Set(ends)].join(' to ')
}

function rankIn(group: readonly { readonly finding: CellVerdict['findings'][number] }[]): number {
  const [first] = group
  return first === undefined ? 0 : rankOf(levelOfFinding(first.finding))
}

/** Why there is no finding, where a test case did not complete. */
function outcomes(cells: readonly CellVerdict[]): HTMLElement[] {
  const texts = cells.flatMap(({ outcome }) => {
    if (outcome.state === 'complete') return []
    if (outcome.state === 'skipped') return [`skipped: ${outcome.because}`]
    const logs = 'logs' in outcome ? outcome.logs : ''
    return [[`${outcome.state}: ${outcome.message}`, logs].filter((text) => text !== '').join('\n')]
  })
  return [...new Set(texts)].map((text) =>
    h('pre', { class: 'log', tabindex: 0, role: 'group', 'aria-label': 'What the proxy or the harness said' }, text),
  )
}
