import type { Criterion, Finding, Ms, Trace } from '../../harness/model/index.ts'
import {
  type Beats,
  beatsOf,
  bracketOf,
  CLOSE_FORMS,
  closeForm,
  HEARTBEATS_HELP,
  type IdleCut,
  idleCut,
} from '../../harness/scenario-kit/idle-timeout/measure.ts'
import { whyRejected } from '../../harness/scenario-kit/why-no-stream.ts'
import {
  acts,
  clientFacts,
  dependent,
  fail,
  isStalled,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  rivalTimers,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'

import { GRACE, isLate, SETTLE, SILENT } from './streams.ts'

const PROBE = 'probe'
/** Number of intervals that `run` tests. */
const SHARES = 4

/**
 * The close as it was observed, without a correction: in real time the harness's own delay is a small share of the timeout, and
 * `quiet` checks for stalls itself.
 */
function cutOf(trace: Trace): IdleCut | undefined {
  const cut = idleCut(trace, [SILENT], SETTLE)
  return cut && { ...cut, after: cut.atMost }
}

/** Older traces do not have the window. */
const windowIn = (trace: Trace): string => {
  const window = Number(acts(trace, 'silence')[0]?.detail.window ?? 7000 + GRACE) - GRACE
  return `${window / 1000} s`
}

/** `proxy_read_timeout 60 s (default)`: configured idle timeouts that are longer than the test. */
function readTimers(trace: Trace): string {
  const idle = trace.settings.timers.filter((timer) => timer.limits === 'idle')
  if (idle.length === 0) return ''
  const said = idle.map((timer) => `${timer.directive} ${timer.ms / 1000} s (${timer.where})`)
  return `; from the configuration, not measured: ${said.join(', ')}`
}

/** The finding of an idle stream that cannot be judged; undefined if it can. */
function noStream(trace: Trace): Finding | undefined {
  if (acts(trace, 'silence').length === 0) return dependent('delivery/live', 'no request reached the origin')
  const rejected = whyRejected(trace, SILENT)
  return rejected === undefined ? undefined : dependent('delivery/live', rejected)
}

const quiet: Criterion = {
  id: 'quiet',
  kind: 'optimal',
  title: 'A stream that is idle for 7 s (4 s in `check`, where `idle-cut` covers the rest) is not closed.',
  classes: ['not-within-window', 'cut-idle'],
  judge(trace) {
    const because = noStream(trace)
    if (because !== undefined) return because
    const cut = cutOf(trace)
    const expected = `not closed within ${windowIn(trace)} idle`
    if (cut === undefined) {
      const actual = `${expected}${readTimers(trace)}`
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
  classes: CLOSE_FORMS,
  judge(trace) {
    const cut = cutOf(trace)
    const because = noStream(trace)
    if (because !== undefined) return because
    if (cut === undefined) return notApplicable(`not closed within ${windowIn(trace)} idle`)
    const rivals = rivalTimers(trace)
    if (rivals !== undefined) return notApplicable(rivals, cut.evidence)
    return closeForm(trace, SILENT, cut.evidence)
  },
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
    const expected = HEARTBEATS_HELP
    if (cut === undefined) {
      return pass('not-within-window', {
        expected,
        actual: `not closed within ${windowIn(trace)} idle${readTimers(trace)}`,
      })
    }
    const all = beatsOf(trace)
    const evidence = [...cut.evidence, ...all.flatMap((one) => one.evidence)]
    // Its interval is a share of the configured limit, which a busy machine exceeds.
    const limitOf = ({ every, share }: Beats): Ms => Math.min(cut.after, every / share)
    const late = all.filter((one) => one.cut && isLate(one.share, one.longestGap, limitOf(one)))
    const told = all.filter((one) => !late.includes(one))
    const isRepeated = ({ share }: Beats): boolean => told.some((one) => one.share === share)
    if (!late.every(isRepeated)) return noisy('a heartbeat was sent late by the harness', evidence)
    if (new Set(all.map(({ share }) => share)).size < SHARES)
      return noisy('the heartbeats could not be tested', evidence)
    const found = bracketOf({ cutAfter: cut.after, beats: told, evidence })
    const safe = found.observed === 'bracketed' ? found.measures.safe : undefined
    return safe === undefined ? found : { ...found, headline: `a heartbeat every ${sayMs(safe.value)} keeps it open` }
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
    const rejected = whyRejected(trace, PROBE)
    if (rejected !== undefined) return dependent('delivery/live', rejected)
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
