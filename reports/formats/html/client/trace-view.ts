/** The views of a trace: timeline, latencies beside the control, headers, facts. It is unpacked on demand. */
import type { CellVerdict } from '../../../../harness/model/index.ts'
import { controlOf } from '../../markdown/cells.ts'
import { caseName } from '../model/case-name.ts'
import { headsOf } from '../model/heads.ts'
import { latenciesOf } from '../model/latencies.ts'
import { quoted } from '../model/rerun.ts'
import { mainStream, streamsOf, timelineOf } from '../model/timeline.ts'
import { readTraceFile, type ShownTrace } from '../model/unpack-traces.ts'
import type { Data } from './data.ts'
import { fileLink, folded, h } from './dom.ts'
import { factsTable } from './facts-table.ts'
import { headsView } from './heads-view.ts'
import { latencyView } from './latency-view.ts'
import { linkToCase } from './links.ts'
import { timelineView } from './timeline-view.ts'

export interface TraceViewOptions {
  /** With every fact; else only what a configuration's page shows of one of its test cases. */
  readonly isWhole: boolean
}

export function traceView(data: Data, cell: CellVerdict, options: TraceViewOptions): HTMLElement {
  const place = h('div', { class: 'trace', 'aria-busy': 'true' })
  const draw = async (): Promise<void> => {
    const control = cell.proxy === '' ? undefined : controlOf(data.report, cell)
    const [trace, beside] = await Promise.all([data.traceOf(cell.cell), control && data.traceOf(control.cell)])
    place.replaceChildren(
      ...(trace === undefined || streamsOf(trace).length === 0
        ? [absent(data, cell, draw)]
        : parts(data, trace, beside, cell, options)),
    )
    place.removeAttribute('aria-busy')
  }
  void draw()
  return place
}

function parts(
  data: Data,
  trace: ShownTrace,
  control: ShownTrace | undefined,
  cell: CellVerdict,
  { isWhole }: TraceViewOptions,
): HTMLElement[] {
  const evidence = [
    ...new Set(cell.findings.filter(({ outcome }) => outcome === 'fail').flatMap((finding) => finding.evidence)),
  ]
  const streams = streamsOf(trace)
  const isControl = cell.proxy === ''
  const section = h('div', {})
  const drawStream = (stream: string): void => {
    section.replaceChildren(
      timelineView(
        timelineOf(trace, stream, isControl ? 'network' : 'proxy'),
        evidence,
        isControl ? 'on the way' : 'in the proxy',
      ),
      headsPart(trace, stream, isWhole),
    )
  }
  const chosen = mainStream(trace, evidence)
  drawStream(chosen)
  const heading = isWhole
    ? h('h2', {}, 'Timeline')
    : h('h3', {}, 'Timeline of ', h('a', { href: linkToCase(cell) }, caseName(data.report, cell)))
  const latencies = latenciesOf(trace)
  return [
    heading,
    ...(streams.length > 1 ? [streamChoice(streams, chosen, drawStream)] : []),
    section,
    ...(latencies.length > 1
      ? [latencyView(latencies, control === undefined ? [] : latenciesOf(control), streams.length)]
      : []),
    ...(isWhole
      ? [factsTable(trace, evidence)]
      : [h('p', {}, h('a', { href: linkToCase(cell) }, 'All facts of this test case'))]),
  ]
}

function headsPart(trace: ShownTrace, stream: string, isWhole: boolean): HTMLElement {
  const view = headsView(headsOf(trace, stream))
  return isWhole
    ? h('div', {}, h('h2', {}, 'Headers'), view)
    : folded(h('h4', {}, 'Headers on both sides of the proxy'), view)
}

function streamChoice(streams: readonly string[], chosen: string, draw: (stream: string) => void): HTMLElement {
  const field = h(
    'select',
    { change: () => draw(field.value) },
    streams.map((stream) => h('option', { value: stream, selected: stream === chosen }, stream)),
  )
  return h('p', {}, h('label', {}, `stream (of ${streams.length}) `, field))
}

/** The page does not contain every trace of a large run; a file from disk can be shown in it. */
function absent(data: Data, cell: CellVerdict, draw: () => Promise<void>): HTMLElement {
  const state = h('p', { role: 'status' })
  const field = h('input', {
    type: 'file',
    accept: '.jsonl',
    change: () => {
      const [file] = field.files ?? []
      file
        ?.text()
        .then(readTraceFile)
        .then((trace) => data.keep(cell.cell, trace))
        .then(draw)
        .catch((error: unknown) => {
          state.textContent = error instanceof Error ? error.message : String(error)
        })
    },
  })
  if (cell.outcome.state !== 'complete') return h('p', {}, 'There is no timeline: the test case did not complete.')
  return h(
    'div',
    { class: 'panel' },
    h(
      'p',
      {},
      'The trace of this test case is not in this page, which would be too large with all of them. It is in ',
      h('a', { href: fileLink(cell.trace) }, cell.trace),
      '; this writes it to a file of its own, in the folder of this page:',
    ),
    h(
      'pre',
      { class: 'command', tabindex: 0 },
      `npx sse-compat trace ${quoted(cell.cell)} --run . --raw > trace.jsonl`,
    ),
    h('label', {}, 'Open that file to draw it here: ', field),
    state,
  )
}
