import { expect, it } from 'vitest'
import { loadCatalog } from '../../matrix/catalog.ts'
import type { CriterionVerdict, Front } from '../../model/index.ts'
import { cell, finding, passed } from '../../verdict/expect/fixture.ts'
import { answersTo } from './answers.ts'
import { sayReport } from './print-report.ts'
import { redactedReport } from './redacted.ts'
import { reportOf } from './report.fixture.ts'
import type { Failure, Heartbeat, IdleTimeout } from './report.ts'
import { WIDE } from './terminal/screen.fixture.ts'

const failure = (criterion: string, actual: string, rest: Partial<Failure> = {}): Failure => ({
  criterion,
  front: 'h1',
  kind: 'required',
  title: '',
  observed: [],
  actual,
  cells: [],
  causes: [],
  harmful: [],
  tried: 3,
  ...rest,
})

const { scenarios } = await loadCatalog()

interface Given {
  readonly findings?: readonly CriterionVerdict[]
  readonly failing?: readonly Failure[]
  readonly heartbeat?: Heartbeat
  readonly idle?: IdleTimeout
  readonly fronts?: readonly Front[]
}

function answer(question: string, { findings = [], failing = [], heartbeat, idle, fronts = ['h1'] }: Given): string {
  const cells = [cell({ axes: { front: 'h1' }, findings })]
  const verdict = { cells, grade: 'broken', headline: '', passed: 0, failed: 0 } as const
  const answers = answersTo({
    scenarios,
    fronts,
    verdict,
    failing,
    application: undefined,
    idle,
    heartbeat,
  })
  return answers.find((one) => one.question === question)?.answer ?? ''
}

it('the total duration that was tested is reported with the idle timeout', () => {
  const cap = finding('total-cap/cap', 'no-cap', { outcome: 'pass', actual: 'not closed within 5 min' })
  expect(answer('Is the stream closed, and by which timer?', { findings: [cap] })).toContain(
    'An active stream is not closed within 5 min in total.',
  )
})

it('a POST that the proxy itself forbids is reported, and is no failure', () => {
  const text = 'the proxy itself forbids a POST, with status 405'
  const method = finding('post-stream/method', 'forbidden', { outcome: 'measured', actual: text })
  const is = answer('Does a POST reach the application, and is its response streamed?', { findings: [method] })
  expect(is).toBe('The proxy itself forbids a POST, with status 405.')
})

it('a POST that reaches the application and gets an error for its response is not called streamed', () => {
  const request = finding('post-stream/request', 'unchanged', { outcome: 'pass' })
  const of = (outcome: 'pass' | 'not-applicable', actual: string) => {
    const live = finding('post-stream/live', outcome, { outcome, actual })
    return answer('Does a POST reach the application, and is its response streamed?', { findings: [request, live] })
  }
  expect(of('pass', 'token by token')).toBe('Yes.')
  expect(of('not-applicable', 'the client received status 502: see delivery/live')).toBe(
    'It reaches the application; whether its response is streamed is not known: the client received status 502: see delivery/live.',
  )
})

const HEARTBEAT = { everyMs: 30_000, largestMs: 57_000, limitMs: 60_000, lapsed: false }

it('an interval is not called safe where heartbeats do not arrive', () => {
  const which = 'Which heartbeat is safe?'
  const held = answer(which, {
    failing: [failure('heartbeat/delivered', 'comments are buffered')],
    heartbeat: HEARTBEAT,
  })
  expect(held).toBe(
    'Comments are buffered. No interval helps the client until that is fixed; one every 30 s only keeps the proxy from closing the stream.',
  )
  const fine = answer(which, { findings: [passed('heartbeat/delivered')], heartbeat: HEARTBEAT })
  expect(fine).toContain('One every 30 s is safe')
})

it('nothing is said of an idle timeout that a variable without a value sets, but what to give', () => {
  const open = { where: 'a.conf:7', says: 'proxy_read_timeout \x24{READ_TIMEOUT}' }
  const idle = { ms: 60_000, timer: { directive: 'proxy_read_timeout', open } }
  expect(answer('Is the stream closed, and by which timer?', { idle })).toBe(
    'It is not known after how long an idle stream is closed: `proxy_read_timeout \x24{READ_TIMEOUT}` (a.conf:7) has no value. Give one with --env. Tested without that line: after 60 s (proxy_read_timeout, the default).',
  )
  expect(answer('Which heartbeat is safe?', { idle })).toBe(
    'Which interval is safe is not known: at most half of `proxy_read_timeout \x24{READ_TIMEOUT}` (a.conf:7).',
  )
})

it.for([
  ['No: the stream is not compressed.', ['none', 'not encoded'], []],
  [
    'No: the stream is not compressed.',
    ['none', 'not encoded'],
    [failure('compression/decodes', 'event 1 never arrived')],
  ],
  [
    'No: the stream is compressed (Content-Encoding: gzip), and each event is flushed.',
    ['gzip', 'Content-Encoding: gzip'],
    [],
  ],
  [
    'No, but it is not as it should be: encoded without Vary.',
    ['gzip', 'Content-Encoding: gzip'],
    [failure('compression/vary', 'encoded without Vary', { kind: 'optimal' })],
  ],
  [
    'Yes: gzip buffers events that are streamed without it.',
    ['gzip', 'Content-Encoding: gzip'],
    [failure('compression/live', 'gzip buffers events that are streamed without it')],
  ],
] as const)('compression is answered once, with yes or no: %s', ([expected, [observed, actual], failing]) => {
  const measured = finding('compression/encoding', observed, { kind: 'informative', outcome: 'measured', actual })
  const findings = [measured, measured, passed('compression/live'), passed('compression/asked')]
  expect(answer('Does compression break it?', { findings, failing })).toBe(expected)
})

it('the question about HTTP/2 has an answer, whether its criteria pass or fail', () => {
  const question = 'Are streams on one HTTP/2 connection independent?'
  const findings = [passed('http2/live', { headline: '32 concurrent streams on one HTTP/2 connection' })]
  expect(answer(question, { findings })).toBe('Yes: 32 concurrent streams on one HTTP/2 connection.')
  const failing = [failure('http2/many', '6 of 32 streams on one connection are served concurrently')]
  expect(answer(question, { findings, failing })).toBe('6 of 32 streams on one connection are served concurrently.')
  expect(answer(question, {})).toBe('')
})

it('the front is named where not all show it', () => {
  const failing = [failure('delivery/live', 'events are buffered', { front: 'h1+tls' })]
  expect(answer('Is something buffered on the way?', { failing, fronts: ['h1+tls', 'h2+tls'] })).toBe(
    'Over HTTP/1.1 with TLS: events are buffered.',
  )
})

it('what the change for all of it turns is not said to have no remedy', () => {
  const report = reportOf('text')
  const failing = [failure('delivery/live', 'text')]
  const turned = (turns: Failure[]) => {
    const routes = report.routes.map((route) => ({
      ...route,
      failing,
      ...(route.combined && { combined: { ...route.combined, turns } }),
    }))
    return sayReport(redactedReport({ ...report, routes }), '', WIDE).join('\n')
  }
  expect(turned(failing)).toContain('cause: no change alone fixes it; the change below does')
  expect(turned([])).toContain('cause: not found; none of 3 changes fixes it')
})

it('an idle timeout is one figure, with its timer, and the heartbeat is a share of the same', () => {
  const idle: IdleTimeout = {
    ms: 30_000,
    timer: { directive: 'proxy_read_timeout', where: 'app.conf:9' },
    substitute: 2000,
  }
  const findings = [
    passed('heartbeat/quiet'),
    finding('idle-cut/limit', 'cut', {
      outcome: 'measured',
      kind: 'informative',
      headline: 'closed after 30.2 s idle',
    }),
  ]
  expect(answer('Is the stream closed, and by which timer?', { findings, idle })).toBe(
    'An idle stream is closed after 30 s by proxy_read_timeout (app.conf:9); the timer counts idle time, not total duration (verified with 2.0 s in its place).',
  )
  const heartbeat = { everyMs: 7300, largestMs: 14_453, limitMs: 14_600, lapsed: false }
  expect(answer('Which heartbeat is safe?', { findings: [passed('heartbeat/delivered')], heartbeat })).toBe(
    'Heartbeats arrive. One every 7.3 s is safe; one every 14.4 s still kept the stream open (98 % of the limit of 14.6 s, measured).',
  )
})

it('where no interval was measured, the heartbeat is still one below the limit', () => {
  const question = 'Which heartbeat is safe?'
  const findings = [passed('heartbeat/delivered')]
  const idle: IdleTimeout = { ms: 20_000 }
  expect(answer(question, { findings, idle })).toBe(
    'Heartbeats arrive. One every 10 s is well below the limit of 20 s; the largest that keeps the stream open was not measured.',
  )
  expect(answer(question, { findings, idle: { ms: 3_600_000 } })).toContain('One every 30 s is')
  expect(answer(question, { findings })).toBe('Heartbeats arrive.')
  const failing = [failure('heartbeat/delivered', 'comments are buffered')]
  expect(answer(question, { failing, idle })).not.toContain('below the limit')
})

it('where nothing was closed, it says for how long that was tested', () => {
  const findings = [
    passed('heartbeat/quiet'),
    finding('idle-cut/limit', 'not-cut', {
      outcome: 'measured',
      kind: 'informative',
      headline: 'not closed within 120 s idle',
    }),
  ]
  expect(answer('Is the stream closed, and by which timer?', { findings })).toBe(
    'Not within the few seconds tested in real time; with a fast clock: not closed within 120 s idle.',
  )
})
