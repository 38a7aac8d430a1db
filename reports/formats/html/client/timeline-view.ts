/** The timeline as a drawing: origin above, the proxy between, the client below. */

import { factWords } from '../model/fact-words.ts'
import { type TimeScale, timeScale } from '../model/time-scale.ts'
import type { Mark, Span, Timeline } from '../model/timeline.ts'
import { type Child, drawn, h, svg } from './dom.ts'

const LEFT = 12
const RIGHT = 16
const ORIGIN = 62
const PROXY = { top: 110, bottom: 168 }
const CLIENT = 214
/** Bytes. A proxy that forwards immediately never holds much: that is drawn lower than what a proxy buffers. */
const SMALL = 512
/** px of a label of the axis, with its distance to the next. */
const LABEL = 76
const AXIS = 244
const HEIGHT = 264

/** @param between what is between the test upstream and the client */
export function timelineView(
  timeline: Timeline,
  evidence: readonly number[],
  between: 'in the proxy' | 'on the way',
): HTMLElement {
  return h(
    'figure',
    { class: 'timeline' },
    drawn(300, (width) => drawing(timeline, evidence, between, width)),
    h('figcaption', {}, legend(timeline), ` ${summary(timeline)}`, timeline.buffered.length > 0 && ` ${HOW_COUNTED}`),
  )
}

const HOW_COUNTED =
  'This count is of what had been sent until a flush, with the last write, which is flushed only in part; the sizes in the findings are of what arrived.'

function drawing(timeline: Timeline, evidence: readonly number[], between: string, width: number): SVGElement {
  const scale = timeScale(timeline.from, timeline.to, timeline.silences, LABEL / width)
  const x = (t: number): number => LEFT + scale.at(t) * (width - LEFT - RIGHT)
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: 'img', 'aria-label': summary(timeline) },
    silences(timeline, scale, x),
    timeline.gates.map((gate) =>
      svg(
        'rect',
        { class: 'gate', x: x(gate.from), y: ORIGIN - 3, width: Math.max(1, x(gate.to) - x(gate.from)), height: 6 },
        svg('title', {}, `the test upstream waits ${ms(gate)} until the client has this event`),
      ),
    ),
    lane('test upstream', ORIGIN, width),
    proxyLane(timeline, between, x, width),
    lane('client', CLIENT, width),
    timeline.origin.map((mark) => markOf(mark, ORIGIN, x, evidence)),
    timeline.client.map((mark) => markOf(mark, CLIENT, x, evidence)),
    endings(timeline, x, width),
    ticks(scale, x, timeline),
  )
}

function lane(name: string, y: number, width: number): Child {
  return [
    svg('text', { class: 'lane-name', x: LEFT, y: y - 22 }, name),
    svg('line', { class: 'lane', x1: LEFT, x2: width - RIGHT, y1: y, y2: y }),
  ]
}

const TALL: Readonly<Record<Mark['kind'], number>> = { event: 14, comment: 9, head: 14, request: 14, end: 14, bytes: 5 }

function markOf({ t, kind, fact }: Mark, y: number, x: (t: number) => number, evidence: readonly number[]): SVGElement {
  const at = x(t)
  const shape =
    kind === 'head'
      ? svg('rect', { class: `mark ${kind}`, x: at - 4, y: y - 4, width: 8, height: 8 })
      : kind === 'request'
        ? svg('path', { class: `mark ${kind}`, d: `M${at - 4} ${y - 6} L${at + 5} ${y} L${at - 4} ${y + 6} Z` })
        : svg('line', { class: `mark ${kind}`, x1: at, x2: at, y1: y - TALL[kind], y2: y + TALL[kind] })
  const ring = evidence.includes(fact.index) && svg('circle', { class: 'ring', cx: at, cy: y, r: 9 })
  return svg('g', {}, svg('title', {}, `${fact.t.toFixed(2)} ms: ${factWords(fact)}`), shape, ring)
}

/** How many bytes are in the proxy, as an area. */
function proxyLane({ levels, buffered }: Timeline, between: string, x: (t: number) => number, width: number): Child {
  const most = Math.max(SMALL, ...levels.map(({ bytes }) => bytes))
  const y = (bytes: number): number => PROXY.bottom - (bytes / most) * (PROXY.bottom - PROXY.top)
  let path = ''
  let before = PROXY.bottom
  for (const { t, bytes } of levels) {
    path += `${path === '' ? 'M' : 'L'}${x(t).toFixed(1)} ${before.toFixed(1)} L${x(t).toFixed(1)} ${y(bytes).toFixed(1)} `
    before = y(bytes)
  }
  const last = levels.at(-1)
  const area =
    path === '' || last === undefined
      ? undefined
      : svg('path', { class: 'inside', d: `${path}L${x(last.t).toFixed(1)} ${PROXY.bottom} Z` })
  const labels = buffered
    .filter((span) => x(span.to) - x(span.from) > 90)
    .map((span) =>
      svg(
        'text',
        { class: 'inside-label', x: (x(span.from) + x(span.to)) / 2, y: PROXY.bottom - 6, 'text-anchor': 'middle' },
        `up to ${span.bytes.toLocaleString('en-US')} B not received, ${ms(span)}`,
      ),
    )
  return [
    svg('text', { class: 'lane-name', x: LEFT, y: PROXY.top - 6 }, between),
    svg('line', { class: 'lane', x1: LEFT, x2: width - RIGHT, y1: PROXY.bottom, y2: PROXY.bottom }),
    area,
    buffered.map((span) =>
      svg(
        'rect',
        {
          class: 'buffered',
          x: x(span.from),
          y: PROXY.bottom,
          width: Math.max(2, x(span.to) - x(span.from)),
          height: 5,
        },
        svg('title', {}, `up to ${span.bytes.toLocaleString('en-US')} bytes sent and not received, for ${ms(span)}`),
      ),
    ),
    labels,
  ]
}

function silences({ silences: all, clock }: Timeline, scale: TimeScale, x: (t: number) => number): Child {
  return all.map((span) => {
    const [from, to] = [x(span.from), x(span.to)]
    const text = `${ms({ from: 0, to: (span.to - span.from) * clock })} idle`
    return [
      svg(
        'rect',
        {
          class: scale.breaks.includes(span) ? 'silence cut-short' : 'silence',
          x: from,
          y: 30,
          width: Math.max(1, to - from),
          height: AXIS - 30,
        },
        svg('title', {}, text),
      ),
      to - from > 58 &&
        svg('text', { class: 'silence-label', x: (from + to) / 2, y: AXIS - 4, 'text-anchor': 'middle' }, text),
    ]
  })
}

function endings({ endings: all }: Timeline, x: (t: number) => number, width: number): Child {
  return all.slice(0, 6).map(({ t, by, words, isCut }, index) => {
    const at = x(t)
    const anchor = at > width * 0.66 ? 'end' : at < width * 0.33 ? 'start' : 'middle'
    return [
      svg('line', { class: `ending ${by}${isCut ? ' is-cut' : ''}`, x1: at, x2: at, y1: 26, y2: AXIS - 14 }),
      (index === 0 || all.length < 3) &&
        svg(
          'text',
          {
            class: `ending-label${isCut ? ' is-cut' : ''}`,
            x: at,
            y: 20 - (index % 2) * 12 + (all.length > 1 ? 2 : 0),
            'text-anchor': anchor,
          },
          words,
        ),
    ]
  })
}

function ticks({ ticks: all }: TimeScale, x: (t: number) => number, { from, to }: Timeline): Child {
  return all.map((t) =>
    svg(
      'text',
      { class: 'tick', x: x(t), y: HEIGHT - 6, 'text-anchor': t === from ? 'start' : t === to ? 'end' : 'middle' },
      time(t),
    ),
  )
}

const time = (t: number): string =>
  t >= 1000 ? `${(t / 1000).toFixed(t >= 10_000 ? 1 : 2)} s` : `${t < 10 ? t.toFixed(1) : Math.round(t)} ms`
const ms = ({ from, to }: Span): string => time(to - from)

function summary({ origin, client, buffered, endings: all, clock }: Timeline): string {
  const events = (marks: readonly Mark[]): number => marks.filter(({ kind }) => kind === 'event').length
  const longest = buffered.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
  const held =
    longest === undefined
      ? 'nothing was buffered'
      : `for ${ms(longest)} some bytes had been sent and not received, up to ${longest.bytes.toLocaleString('en-US')}`
  const end = all.map(({ words }) => words).at(0)
  const fast = clock === 1 ? '' : ` The proxy’s clock ran ${clock} times faster; idle times are in its time.`
  const sent = events(origin)
  return `On this stream: ${sent} ${sent === 1 ? 'event' : 'events'} sent, ${events(client)} received; ${held}${end === undefined ? '' : `; ${end}`}.${fast}`
}

function legend({ gates, buffered }: Timeline): HTMLElement {
  const item = (kind: string, text: string): HTMLElement => h('li', {}, h('span', { class: `swatch ${kind}` }), text)
  return h(
    'ul',
    { class: 'legend' },
    item('event', 'event'),
    item('comment', 'comment'),
    item('bytes', 'bytes'),
    item('head', 'headers'),
    gates.length > 0 && item('gate', 'the test upstream waits for the client'),
    buffered.length > 0 && item('buffered', 'buffered in the proxy'),
    item('silence', 'idle, drawn shorter'),
    item('ring', 'evidence of a failure'),
  )
}
