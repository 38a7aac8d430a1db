/** Latencies as dots on a logarithmic axis, beside the control's, with percentiles. */
import { measure } from '../../markdown/text.ts'
import { type Latency, PERCENTILES, percentile } from '../model/latencies.ts'
import { type Child, drawn, h, svg } from './dom.ts'

const LEFT = 70
const ROW = 44

interface Row {
  readonly name: string
  readonly values: readonly number[]
  readonly kind: 'own' | 'control'
}

export function latencyView(latencies: readonly Latency[], control: readonly Latency[]): HTMLElement {
  const rows: Row[] = [{ name: 'proxy', values: latencies.map(({ ms }) => ms), kind: 'own' }]
  if (control.length > 1) rows.push({ name: 'control', values: control.map(({ ms }) => ms), kind: 'control' })
  const heads = ['events', ...PERCENTILES.map((percent) => `p${percent}`), 'max']
  const lines = rows.map(({ name, values }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      h('td', { class: 'number' }, String(values.length)),
      PERCENTILES.map((percent) => h('td', { class: 'number' }, say(percentile(values, percent)))),
      h('td', { class: 'number' }, say(Math.max(...values))),
    ),
  )
  const head = h(
    'tr',
    {},
    h('td'),
    heads.map((name) => h('th', { scope: 'col' }, name)),
  )
  const table = h('table', {}, h('thead', {}, head), h('tbody', {}, lines))
  return h(
    'section',
    {},
    h('h2', {}, 'Latency of each event'),
    h(
      'div',
      { class: 'beside-drawing' },
      drawn(280, (width) => drawing(rows, width)),
      h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Percentiles' }, table),
    ),
  )
}

function drawing(rows: readonly Row[], width: number): SVGElement {
  const all = rows.flatMap(({ values }) => values)
  const low = Math.floor(Math.log10(Math.min(...all)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...all))))
  const x = (ms: number): number => LEFT + ((Math.log10(ms) - low) / (high - low)) * (width - LEFT - 28)
  const height = rows.length * ROW + 24
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index))
  return svg(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': rows.map(({ name, values }) => `${name}: median ${say(percentile(values, 50))}`).join('; '),
    },
    ticks.map((tick) => [
      svg('line', { class: 'grid', x1: x(tick), x2: x(tick), y1: 0, y2: height - 20 }),
      svg('text', { class: 'tick', x: x(tick), y: height - 6, 'text-anchor': 'middle' }, say(tick)),
    ]),
    rows.map((row, index) => dots(row, index * ROW + ROW / 2, x)),
  )
}

function dots({ name, values, kind }: Row, y: number, x: (ms: number) => number): Child {
  const median = x(percentile(values, 50))
  return [
    svg('text', { class: 'lane-name', x: 0, y: y + 4 }, name),
    values.map((ms, index) =>
      svg(
        'circle',
        { class: `dot ${kind}`, cx: x(ms), cy: y + ((index % 5) - 2) * 4, r: 3.5 },
        svg('title', {}, say(ms)),
      ),
    ),
    svg('line', { class: 'median', x1: median, x2: median, y1: y - 15, y2: y + 15 }),
  ]
}

const say = (value: number): string => measure({ value, unit: 'ms' })
