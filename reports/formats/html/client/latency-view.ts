/** Latencies as dots on a logarithmic axis, beside the control's, with percentiles. */
import { measure } from '../../markdown/text.ts'
import { type Latency, PERCENTILES, percentile } from '../model/latencies.ts'
import { type Child, drawn, h, svg } from './dom.ts'

const LEFT = 70
const RIGHT = 28
const ROW = 44
/** px of a label of the axis, with its distance to the next. */
const LABEL = 58

interface Row {
  readonly name: string
  readonly values: readonly number[]
  readonly kind: 'own' | 'control'
}

/** @param streams how many streams of the test case the latencies are of */
export function latencyView(latencies: readonly Latency[], control: readonly Latency[], streams: number): HTMLElement {
  const rows: Row[] = [{ name: 'proxy', values: latencies.map(({ ms }) => ms), kind: 'own' }]
  if (control.length > 1) rows.push({ name: 'control', values: control.map(({ ms }) => ms), kind: 'control' })
  // A column for each row of the drawing, so that the table fits a narrow window.
  const line = (name: string, value: (values: readonly number[]) => string): HTMLElement =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      rows.map(({ values }) => h('td', { class: 'number' }, value(values))),
    )
  const head = h(
    'tr',
    {},
    h('td'),
    rows.map(({ name }) => h('th', { scope: 'col' }, name)),
  )
  const lines = [
    line('events', (values) => String(values.length)),
    ...PERCENTILES.map((percent) => line(`p${percent}`, (values) => say(percentile(values, percent)))),
    line('max', (values) => say(Math.max(...values))),
  ]
  return h(
    'section',
    {},
    h('h2', {}, 'Latency of each event'),
    streams > 1 &&
      h('p', { class: 'quiet' }, `Of every event that arrived, on the ${streams} streams of the test case.`),
    h(
      'div',
      { class: 'beside-drawing' },
      drawn(280, (width) => drawing(rows, width)),
      h('table', { 'aria-label': 'Percentiles' }, h('thead', {}, head), h('tbody', {}, lines)),
    ),
  )
}

function drawing(rows: readonly Row[], width: number): SVGElement {
  const all = rows.flatMap(({ values }) => values)
  const low = Math.floor(Math.log10(Math.min(...all)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...all))))
  const x = (ms: number): number => LEFT + ((Math.log10(ms) - low) / (high - low)) * (width - LEFT - RIGHT)
  const height = rows.length * ROW + 24
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)).filter(
    (_, index, all) => index % stepOf(all.length, width) === 0,
  )
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

/** Of so many ticks, only each n-th has room for its label. */
const stepOf = (ticks: number, width: number): number =>
  Math.max(1, Math.ceil((LABEL * (ticks - 1)) / (width - LEFT - RIGHT)))

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
