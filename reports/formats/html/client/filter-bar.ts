/** The filters, which are stored in the URL: changing one replaces the address, and the bar shows the filters of the address. */
import { printAddress } from '../model/address.ts'
import { type Filters, NO_FILTERS } from '../model/filters.ts'
import type { Row } from '../model/heat-map.ts'
import { GRADE_WORDS, GRADES } from '../model/outcome.ts'
import type { ShownReport } from '../model/unpack-report.ts'
import { h } from './dom.ts'

export interface FilterBar {
  readonly element: HTMLElement
  /** In place of the table, where the filters leave nothing of it. */
  readonly nothing: HTMLElement
  show(filters: Filters): void
}

export function filterBar(report: ShownReport, rows: readonly Row[]): FilterBar {
  let now = NO_FILTERS
  const change = (part: Partial<Filters>): void => {
    now = { ...now, ...part }
    history.replaceState(null, '', printAddress({ filters: now }))
    dispatchEvent(new HashChangeEvent('hashchange'))
  }
  const select = (name: keyof Filters, label: string, options: readonly (readonly [value: string, text: string])[]) => {
    // A single option is no choice.
    if (options.length < 2) return undefined
    const all = h('option', { value: '' }, 'all')
    const field = h(
      'select',
      { name, change: () => change({ [name]: field.value }) },
      all,
      options.map(([value, text]) => h('option', { value }, text)),
    )
    return { name, field, label: h('label', {}, label, field) }
  }
  const same = (values: readonly string[]) => [...new Set(values)].map((value) => [value, value] as const)
  const grades = GRADES.filter((grade) => rows.some(({ profile }) => profile.grade === grade))
  const hasNews = rows.some(({ unexpected }) => unexpected > 0)
  const selects = [
    select('product', 'product', same(rows.map(({ profile }) => profile.proxy))),
    select(
      'version',
      'version',
      report.environment.builds.map(({ id }) => [id, id] as const),
    ),
    select('front', 'front', same(report.cells.flatMap(({ axes }) => axes.front ?? []))),
    select('runtime', 'runtime', same(rows.map(({ profile }) => profile.runtime))),
    select('outcome', 'outcome', [
      ...grades.map((grade) => [grade, GRADE_WORDS[grade]] as const),
      ...(hasNews ? [['unexpected', 'not as expected'] as const] : []),
    ]),
  ].filter((one) => one !== undefined)
  const text = h('input', {
    type: 'search',
    name: 'text',
    placeholder: 'proxy_buffering, apache/, delivery/live …',
    'data-search': true,
    autocomplete: 'off',
    spellcheck: 'false',
    input: () => change({ text: text.value }),
  })
  const clear = h('button', { click: () => change(NO_FILTERS) }, 'show all')
  const reset = h('button', { click: () => change(NO_FILTERS) }, 'reset the filters')
  return {
    nothing: h('p', { class: 'nothing', hidden: true }, 'Nothing matches these filters. ', reset),
    element: h(
      'search',
      { class: 'filters' },
      h('label', { class: 'text' }, 'text: name, verdict, failing criteria, reasons, configuration', text),
      selects.map(({ label }) => label),
      clear,
    ),
    show(filters) {
      now = filters
      if (text.value !== filters.text) text.value = filters.text
      for (const { name, field } of selects) field.value = filters[name]
      clear.hidden = Object.values(filters).every((value) => value === '')
    },
  }
}
