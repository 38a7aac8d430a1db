import type { Criterion, Finding, JudgedTrace, Ms, Trace } from '../../harness/model/index.ts'
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
import { isRejected, whyNoStream } from '../../harness/scenario-kit/why-no-stream.ts'
import {
  acts,
  clientFacts,
  dependent,
  fail,
  isStalled,
  longestStall,
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
import { AGAIN, SILENT } from './streams.ts'
import { proxys, SHORT, WINDOW } from './time.ts'

/**
 * Above this share of the timeout a short delay of the machine can close the stream. A stream that stays open is still evidence;
 * one that is closed is not.
 */
const NEAR = 0.9
const NOT_CUT = `not closed within ${WINDOW / 1000} s idle`

const cutOf = (trace: Trace): IdleCut | undefined => idleCut(trace, [SILENT, ...AGAIN])

const never = (trace: Trace): boolean => acts(trace, 'silence').length === 0 || isRejected(trace, SILENT)

/** With the fast clock, a proxy with a timeout of one second waits less than this (ms) for a response. */
const LATE_ANSWER: Ms = 30

/** The finding without a stream: a busy harness may receive a request only after the proxy has given up on it. */
const noStream = (trace: JudgedTrace): Finding =>
  longestStall(trace) > LATE_ANSWER && !hasShortLimit(trace) ? stalled() : whyNoStream(trace, SILENT)

/** One second of the proxy's time is a few hundredths of a second of real time, so the result for such a stream would be random. */
const hasShortLimit = (trace: Trace): boolean => trace.settings.timers.some((timer) => timer.ms <= SHORT)

const isShort = ({ atMost }: IdleCut): boolean => proxys(atMost) <= SHORT
/** Measured by `heartbeat`, in real time. */
const tooShort = ({ evidence }: IdleCut): Finding =>
  dependent('heartbeat/quiet', `closed within ${SHORT / 1000} s`, evidence)

const limit: Criterion = {
  id: 'limit',
  kind: 'informative',
  title: `After how long an idle stream is closed, in the proxy's time; tested up to ${WINDOW / 1000} s.`,
  classes: ['not-cut', 'cut'],
  judge(trace) {
    if (never(trace)) return noStream(trace)
    const cut = cutOf(trace)
    const expected = NOT_CUT
    if (cut === undefined) {
      const headline = `not closed within ${WINDOW / 1000} s idle`
      return measured('not-cut', { expected, actual: NOT_CUT, measures: { atLeast: ms(WINDOW) }, headline })
    }
    if (isShort(cut)) return tooShort(cut)
    if (!cut.sound) return stalled()
    return measured('cut', {
      expected,
      actual: `closed after ${sayMs(proxys(cut.after))} idle`,
      measures: { cutAfter: ms(proxys(cut.after)) },
      evidence: cut.evidence,
      headline: `closed after ${sayMs(proxys(cut.after))} idle`,
    })
  },
}

const interval: Criterion = {
  id: 'interval',
  kind: 'required',
  title:
    'If idle streams are closed, heartbeats keep them open; the largest safe heartbeat interval, in the proxy’s time.',
  classes: ['bracketed', 'unbounded', 'no-help', 'not-cut'],
  judge(trace) {
    if (never(trace)) return noStream(trace)
    const cut = cutOf(trace)
    if (cut === undefined) return pass('not-cut', { expected: HEARTBEATS_HELP, actual: NOT_CUT })
    if (isShort(cut)) return tooShort(cut)
    return bracket(cut, beatsOf(trace))
  },
}

/** Above this share of the timeout it is random whether a heartbeat arrives in time. */
const TOO_CLOSE = 0.96

/** A heartbeat that the harness sent late is no evidence against the proxy. */
const inTime = ({ longestGap, every }: Beats, cut: IdleCut): boolean => longestGap <= every + cut.after * 0.05

function bracket(cut: IdleCut, ran: readonly Beats[]): Finding {
  const all = ran.filter((one) => !one.cut || one.share < NEAR || one.share > 1)
  const evidence = [...cut.evidence, ...all.flatMap((one) => one.evidence)]
  const told = all.filter((one) => !one.cut || one.every > cut.after || inTime(one, cut))
  const survived = told.filter((one) => !one.cut)
  const near = ran.filter(({ share }) => share >= NEAR && share <= 1)
  if (near.every((one) => one.cut) && near.some(({ longestGap }) => longestGap > cut.after * TOO_CLOSE)) {
    return noisy('heartbeats close to the limit were sent late by the harness', evidence)
  }
  if (all.length === 0) return noisy('the heartbeats could not be tested', evidence)
  const found = bracketOf({ cutAfter: cut.after, beats: told, evidence, proxys })
  // Those that are left out may have been the bound.
  return told.length < all.length && (survived.length === 0 || found.observed === 'unbounded')
    ? noisy('heartbeats were sent late by the harness', evidence)
    : found
}

const alive: Criterion = {
  id: 'alive',
  kind: 'required',
  title: 'A stream that is not closed still delivers an event after the idle period.',
  classes: ['alive', 'dead'],
  judge(trace) {
    if (never(trace)) return noStream(trace)
    if (cutOf(trace) !== undefined) return dependent('idle-cut/limit', 'the stream was closed')
    const head = clientFacts(trace, SILENT, 'head')[0]
    if (head !== undefined && head.status !== 200) return dependent('delivery/live', `status ${head.status}`)
    const sent = originFacts(trace, SILENT, 'sent').find(({ id }) => id === 'after')
    const event = clientFacts(trace, SILENT, 'event').find(({ id }) => id === 'after')
    const expected = 'the event after the idle period arrives'
    // A buffered event arrives with the end: `delivery` judges that.
    if (event !== undefined) return pass('alive', { expected, actual: expected, evidence: [event.index] })
    if (isStalled(trace)) return stalled()
    const actual = 'the stream stays open, but delivers nothing any more'
    return fail('dead', { expected, actual, evidence: sent === undefined ? [] : [sent.index] })
  },
}

/** True if the origin's headers were sent in the second half of the time that the proxy waited. */
function answeredLate(trace: Trace, gaveUp: Ms): boolean {
  const [asked] = clientFacts(trace, SILENT, 'request')
  const [sent] = originFacts(trace, SILENT, 'sent-head')
  return asked !== undefined && sent !== undefined && sent.t - asked.t > (gaveUp - asked.t) / 2
}

const form: Criterion = {
  id: 'form',
  kind: 'informative',
  title: 'How the client sees that an idle stream was closed.',
  classes: CLOSE_FORMS,
  judge(trace) {
    const cut = cutOf(trace)
    if (cut === undefined) return never(trace) ? noStream(trace) : notApplicable(NOT_CUT)
    if (isShort(cut)) return tooShort(cut)
    const rivals = rivalTimers(trace)
    if (rivals !== undefined) return notApplicable(rivals, cut.evidence)
    const head = clientFacts(trace, SILENT, 'head')[0]
    const end = clientFacts(trace, SILENT, 'end')[0]
    if (end !== undefined && !end.byUs && head !== undefined && head.status !== 200 && answeredLate(trace, head.t)) {
      return noisy('the harness answered too late', cut.evidence)
    }
    return closeForm(trace, SILENT, cut.evidence)
  },
}

export const criteria: readonly Criterion[] = [limit, interval, alive, form]
