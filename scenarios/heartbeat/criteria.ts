import type { Criterion, Finding, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  dependent,
  fail,
  isStalled,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  rivalTimers,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'

const SILENT = 'silent'
const PROBE = 'probe'
const SHOWN_WINDOW = '7 s'
/** Intervals that `play` tries. */
const SHARES = 4

/** When the idle stream was closed: from the origin's last byte to the first end that either side saw. */
function cutOf(
  trace: Trace,
): { readonly at: Ms; readonly after: Ms; readonly evidence: readonly number[] } | undefined {
  if (acts(trace, 'cut').length === 0) return undefined
  const last = originFacts(trace, SILENT, 'sent').at(-1)
  const endings = [...clientFacts(trace, SILENT, 'end'), ...originFacts(trace, SILENT, 'peer-left')]
  const first = endings.sort((a, b) => a.t - b.t)[0]
  if (last === undefined || first === undefined) return undefined
  return { at: first.t, after: first.t - last.t, evidence: [last.index, ...endings.map((fact) => fact.index)] }
}

/** `proxy_read_timeout 60 s (default)`: idle timeouts of the configuration that are longer than the test. */
function readTimers(trace: Trace): string {
  const idle = trace.settings.timers.filter((timer) => timer.limits === 'idle')
  if (idle.length === 0) return ''
  const said = idle.map((timer) => `${timer.directive} ${timer.ms / 1000} s (${timer.where})`)
  return `; from the configuration, not measured: ${said.join(', ')}`
}

/** The finding of an idle stream that cannot be judged; undefined if it can. */
const noStream = (trace: Trace): Finding | undefined =>
  acts(trace, 'silence').length === 0 ? dependent('delivery/live', 'no request reached the origin') : undefined

const quiet: Criterion = {
  id: 'quiet',
  kind: 'optimal',
  title: `A stream that is idle for ${SHOWN_WINDOW} is not closed.`,
  classes: ['not-within-window', 'cut-idle'],
  judge(trace) {
    const because = noStream(trace)
    if (because !== undefined) return because
    const cut = cutOf(trace)
    const expected = `not closed within ${SHOWN_WINDOW} idle`
    if (cut === undefined) {
      const actual = `not closed within ${SHOWN_WINDOW} idle${readTimers(trace)}`
      return pass('not-within-window', { expected, actual })
    }
    // A stall that ended long before the close did not delay its detection.
    if (isStalled(trace, cut.at - 2 * trace.stallTolerance, cut.at)) return stalled(cut.evidence)
    const actual = `an idle stream is closed after ${sayMs(cut.after)}`
    return fail('cut-idle', { expected, actual, measures: { cutAfter: ms(cut.after) }, evidence: cut.evidence })
  },
}

const cutForm: Criterion = {
  id: 'cut-form',
  kind: 'informative',
  title: 'How the client sees that an idle stream was closed.',
  classes: ['fin', 'rst', 'looks-whole', 'status', 'no-answer', 'origin-side-only'],
  judge(trace) {
    const cut = cutOf(trace)
    if (cut === undefined) return noStream(trace) ?? notApplicable(`not closed within ${SHOWN_WINDOW} idle`)
    const rivals = rivalTimers(trace)
    if (rivals !== undefined) return notApplicable(rivals, cut.evidence)
    const head = clientFacts(trace, SILENT, 'head')[0]
    const end = clientFacts(trace, SILENT, 'end')[0]
    const say = (observed: string, actual: string) =>
      measured(observed, {
        expected: 'an end that the client can tell from a complete response',
        actual,
        evidence: cut.evidence,
      })
    if (end === undefined || end.byUs)
      return say('origin-side-only', 'the upstream connection is closed, the client’s stays open')
    if (head !== undefined && head.status !== 200) return say('status', `the client gets status ${head.status}`)
    if (end.message === 'complete') return say('looks-whole', 'the response looks complete to the client')
    if (end.message === 'none') return say('no-answer', 'the connection is closed without a response')
    return end.socket === 'rst'
      ? say('rst', 'the client receives a reset (RST)')
      : say('fin', 'the connection ends (FIN) inside the body')
  },
}

interface Beats {
  readonly share: number
  readonly every: Ms
  readonly cut: boolean
  /** The longest time between two writes, or between the last one and the cut. */
  readonly longestGap: Ms
  readonly evidence: readonly number[]
}

function beatsOf(trace: Trace): Beats[] {
  return acts(trace, 'beats').flatMap((act) => {
    const name = String(act.detail.client)
    const done = acts(trace, 'beats-done').find((other) => other.detail.client === name)
    if (done === undefined) return []
    const sent = originFacts(trace, name, 'sent').filter((fact) => fact.t <= done.t)
    const times = [...sent.map((fact) => fact.t), ...(done.detail.cut === true ? [done.t] : [])]
    const gaps = times.slice(1).map((t, n) => t - (times[n] ?? t))
    return [
      {
        share: Number(name.split('-')[1]) / 100,
        every: Number(act.detail.every),
        cut: done.detail.cut === true,
        longestGap: Math.max(0, ...gaps),
        evidence: [act.index, done.index],
      },
    ]
  })
}

const interval: Criterion = {
  id: 'interval',
  kind: 'required',
  title: 'Heartbeats keep an idle stream open; the largest safe heartbeat interval, as a bracket.',
  classes: ['bracketed', 'not-within-window', 'no-help', 'unbounded'],
  judge(trace) {
    const because = noStream(trace)
    if (because !== undefined) return because
    const cut = cutOf(trace)
    const expected = 'heartbeats more frequent than the idle timeout keep the stream open'
    if (cut === undefined) {
      return pass('not-within-window', {
        expected,
        actual: `not closed within ${SHOWN_WINDOW} idle${readTimers(trace)}`,
      })
    }
    const all = beatsOf(trace)
    const evidence = [...cut.evidence, ...all.flatMap((one) => one.evidence)]
    // A heartbeat that the harness sent late is no evidence against the proxy.
    const late = all.filter((one) => one.cut && one.share < 1 && one.longestGap > cut.after * (one.share + 0.03))
    const told = all.filter((one) => !late.includes(one))
    const survived = told.filter((one) => !one.cut).map((one) => one.every)
    const died = told.filter((one) => one.cut).map((one) => one.every)
    if (late.length > 0) return noisy('a heartbeat was sent late by the harness', evidence)
    if (all.length < SHARES) return noisy('the heartbeats could not be tested', evidence)
    const T = ms(cut.after)
    if (survived.length === 0) {
      const actual = `closed after ${sayMs(cut.after)} despite a heartbeat every ${sayMs(Math.min(...died))}`
      return fail('no-help', { expected, actual, measures: { cutAfter: T }, evidence })
    }
    const safe = Math.max(...survived)
    const unsafe = died.filter((every) => every > safe)
    if (unsafe.length === 0) {
      const actual = `a heartbeat every ${sayMs(safe)} keeps it open; no longer interval was closed`
      return pass('unbounded', { expected, actual, measures: { safe: ms(safe), cutAfter: T }, evidence })
    }
    const least = Math.min(...unsafe)
    const actual = `a heartbeat every ${sayMs(safe)} keeps it open, every ${sayMs(least)} does not`
    return pass('bracketed', {
      expected,
      actual,
      measures: { safe: ms(safe), unsafe: ms(least), cutAfter: T },
      evidence,
      headline: `a heartbeat every ${sayMs(safe)} keeps it open`,
    })
  },
}

const delivered: Criterion = {
  id: 'delivered',
  kind: 'required',
  title: 'Heartbeats reach the client when they are sent.',
  classes: ['delivered', 'held', 'dropped'],
  judge(trace) {
    const sent = originFacts(trace, PROBE, 'sent')
    if (sent.length === 0) return dependent('delivery/live', 'no request reached the origin')
    const comment = trace.axes.beat === 'comment'
    const what = comment ? 'comments' : 'data heartbeats'
    const beats = sent.filter((fact) => fact.what === (comment ? 'comment' : 'event') && fact.id !== 'after')
    const arrivals = [
      ...clientFacts(trace, PROBE, 'comment').map((fact) => ({ name: fact.text.trim(), t: fact.t, index: fact.index })),
      ...clientFacts(trace, PROBE, 'event').map((fact) => ({ name: fact.id, t: fact.t, index: fact.index })),
    ]
    const next = (n: number): Ms => sent[n + 1]?.t ?? Number.POSITIVE_INFINITY
    const parts = { expected: `${what} arrive`, evidence: [...sent, ...arrivals].map((fact) => fact.index) }
    const inTime = beats.filter((fact, n) => arrivals.some((one) => one.name === fact.id && one.t < next(n)))
    if (inTime.length === beats.length) return pass('delivered', { ...parts, actual: parts.expected })
    const never = beats.filter((fact) => !arrivals.some((one) => one.name === fact.id))
    const others = arrivals.some((one) => one.name === 'after')
    if (never.length > 0 && others) {
      return fail('dropped', { ...parts, actual: `${what} are dropped; events arrive` })
    }
    if (isStalled(trace, 0, acts(trace, 'probe-end')[0]?.t)) {
      return stalled(parts.evidence)
    }
    return fail('held', { ...parts, actual: `${what} are buffered` })
  },
}

export const criteria: readonly Criterion[] = [quiet, interval, delivered, cutForm]
