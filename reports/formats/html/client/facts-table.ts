/** Every fact of a trace in words, filtered by side and text, with the raw lines on request. */
import { factWho, factWords } from '../model/fact-words.ts'
import type { IndexedFact, ShownTrace } from '../model/unpack-traces.ts'
import { h, plural } from './dom.ts'

/** Number of rows at first: a trace may have thousands of facts. */
const FIRST = 400

export function factsTable(trace: ShownTrace, evidence: readonly number[]): HTMLElement {
  const state = { side: '', text: '', raw: false, most: FIRST }
  const body = h('tbody')
  const count = h('p', { class: 'count', role: 'status' })
  const more = h('button', { click: () => draw({ most: Number.POSITIVE_INFINITY }) }, 'show all')
  const lines = trace.facts.map((fact) => ({ fact, who: factWho(fact), words: factWords(fact) }))
  const draw = (change: Partial<typeof state>): void => {
    Object.assign(state, change)
    const wanted = state.text.toLowerCase()
    const found = lines.filter(({ fact, who, words }) => {
      if (state.side === 'evidence' ? !evidence.includes(fact.index) : state.side !== '' && fact.side !== state.side)
        return false
      return wanted === '' || `${who} ${words} ${state.raw ? rawOf(fact) : ''}`.toLowerCase().includes(wanted)
    })
    let before: number | undefined
    const rows = found.slice(0, state.most).map((line) => {
      const row = rowOf(line, before, evidence.includes(line.fact.index), state.raw)
      before = line.fact.t
      return row
    })
    body.replaceChildren(...rows)
    const left = trace.length - trace.facts.length
    count.textContent = `${found.length} of ${plural(trace.length, 'fact')}${left > 0 ? `; ${left} in the middle are only in the file` : ''}`
    more.hidden = found.length <= state.most
  }
  const side = h(
    'select',
    { change: () => draw({ side: side.value }) },
    [
      ['', 'all'],
      ['client', 'client'],
      ['origin', 'test upstream'],
      ['harness', 'test'],
      ['evidence', 'evidence of failures'],
    ].map(([value = '', text = '']) => h('option', { value }, text)),
  )
  const text = h('input', { type: 'search', 'data-search': true, input: () => draw({ text: text.value }) })
  const raw = h('input', { type: 'checkbox', change: () => draw({ raw: raw.checked }) })
  draw({})
  return h(
    'section',
    {},
    h('h2', {}, 'All facts'),
    h(
      'search',
      { class: 'filters' },
      h('label', {}, 'text', text),
      h('label', {}, 'who', side),
      h('label', { class: 'inline' }, raw, ' raw lines'),
    ),
    count,
    h(
      'div',
      { class: 'scroll tall', tabindex: 0, role: 'region', 'aria-label': 'Facts' },
      h(
        'table',
        { class: 'facts' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ['ms', '+ ms', 'who', 'what'].map((head) => h('th', { scope: 'col' }, head)),
          ),
        ),
        body,
      ),
    ),
    more,
  )
}

function rowOf(
  { fact, who, words }: { readonly fact: IndexedFact; readonly who: string; readonly words: string },
  before: number | undefined,
  isEvidence: boolean,
  raw: boolean,
): HTMLElement {
  return h(
    'tr',
    { class: `${fact.side}${isEvidence ? ' evidence' : ''}` },
    h('td', { class: 'number' }, fact.t.toFixed(2)),
    h('td', { class: 'number quiet' }, before === undefined ? '' : (fact.t - before).toFixed(2)),
    h('td', {}, who),
    h(
      'td',
      {},
      isEvidence && h('strong', { title: 'evidence of a failure' }, '→ '),
      words,
      raw && h('code', { class: 'raw' }, rawOf(fact)),
    ),
  )
}

/** Without what the raw headers repeat; the file has the line as it was recorded. */
const rawOf = ({ index: _, ...fact }: IndexedFact): string => JSON.stringify(fact)
