import type { Criterion, Finding, Ms, Trace } from '../../harness/model/index.ts'
import type { ShortestWait } from '../../harness/scenario-kit/timeout-lower-bound.ts'
import {
  acts,
  clientFacts,
  fail,
  longestStall,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  rivalTimers,
  sayMs,
} from '../../harness/trace/facts.ts'
import { type Beats, beatsOf, cutOf, SILENT } from './silence.ts'
import { proxys, SHORT, WINDOW } from './time.ts'

/** Standing still that makes it doubtful that something never came. */
const DOUBT: Ms = 500
/** From this share of the limit on a moment of the machine's is enough to have a stream cut: that one lives proves more than that it does not. */
const NEAR = 0.9
const NOT_CUT = `not within ${WINDOW / 1000} s`

const never = (trace: Trace): boolean => acts(trace, 'silence').length === 0

/** In time-lapse a proxy with a limit of a second waits no longer for an answer. */
const LATE_ANSWER: Ms = 30

/** A busy harness may notice a request when the proxy has given it up. */
const noStream = (trace: Trace): Finding =>
  longestStall(trace) > LATE_ANSWER && !hasShortLimit(trace)
    ? noisy('the harness itself stood still')
    : notApplicable('the origin was never asked: see delivery/live')

/** One of a second is a few hundredths of ours: what becomes of such a stream in time-lapse is chance. */
const hasShortLimit = (trace: Trace): boolean => trace.settings.timers.some((timer) => timer.ms <= SHORT)

const isShort = ({ atMost }: ShortestWait): boolean => proxys(atMost) <= SHORT
const SEE_HEARTBEAT = `cut within ${SHORT / 1000} s: see heartbeat`

const limit: Criterion = {
  id: 'limit',
  kind: 'informative',
  title: `After how much silence the stream is cut, in the proxy's time; ${WINDOW / 1000} s are played.`,
  classes: ['not-cut', 'cut'],
  judge(trace) {
    if (never(trace)) return noStream(trace)
    const cut = cutOf(trace)
    const expected = NOT_CUT
    if (cut === undefined) {
      const headline = `not cut within ${WINDOW / 1000} s of silence`
      return measured('not-cut', { expected, actual: NOT_CUT, measures: { atLeast: ms(WINDOW) }, headline })
    }
    if (isShort(cut)) return notApplicable(SEE_HEARTBEAT, cut.evidence)
    if (!cut.sound) return noisy('the harness itself stood still')
    return measured('cut', {
      expected,
      actual: `cut after ${sayMs(proxys(cut.after))} of silence`,
      measures: { cutAfter: ms(proxys(cut.after)) },
      evidence: cut.evidence,
      headline: `cut after ${sayMs(proxys(cut.after))} of silence`,
    })
  },
}

const interval: Criterion = {
  id: 'interval',
  kind: 'required',
  title: 'Where silence is cut, heartbeats keep the stream alive; the largest safe interval, in the proxy’s time.',
  classes: ['bracketed', 'unbounded', 'no-help', 'not-cut'],
  judge(trace) {
    if (never(trace)) return noStream(trace)
    const cut = cutOf(trace)
    const expected = 'an interval below the cut keeps the stream alive'
    if (cut === undefined) return pass('not-cut', { expected, actual: `no cut, ${NOT_CUT}` })
    if (isShort(cut)) return notApplicable(SEE_HEARTBEAT, cut.evidence)
    return bracket(cut, beatsOf(trace), expected)
  },
}

/** A longer gap than this share of the limit, and it is chance whether a heartbeat came in time. */
const TOO_CLOSE = 0.96

/** A heartbeat that the harness sent late proves nothing against the proxy. */
const inTime = ({ longestGap, every }: Beats, cut: ShortestWait): boolean => longestGap <= every + cut.after * 0.05

function bracket(cut: ShortestWait, played: readonly Beats[], expected: string): Finding {
  const all = played.filter((one) => !one.cut || one.share < NEAR || one.share > 1)
  const evidence = [...cut.evidence, ...all.flatMap((one) => one.evidence)]
  const cutAfter = ms(proxys(cut.after))
  const told = all.filter((one) => !one.cut || one.every > cut.after || inTime(one, cut))
  const survived = told.filter((one) => !one.cut)
  const died = told.filter((one) => one.cut)
  const near = played.filter(({ share }) => share >= NEAR && share <= 1)
  if (near.every((one) => one.cut) && near.some(({ longestGap }) => longestGap > cut.after * TOO_CLOSE)) {
    return noisy('heartbeats close to the limit were sent late by the harness', evidence)
  }
  if (told.length < all.length && survived.length === 0) {
    return noisy('heartbeats were sent late by the harness', evidence)
  }
  if (all.length === 0) return noisy('the heartbeats could not be played', evidence)
  if (survived.length === 0) {
    const actual = `cut after ${sayMs(proxys(cut.after))} in spite of heartbeats`
    return fail('no-help', { expected, actual, measures: { cutAfter }, evidence })
  }
  const safe = proxys(Math.max(...survived.map(({ every }) => every)))
  const unsafe = died.map(({ every }) => proxys(every)).filter((every) => every > safe)
  if (unsafe.length === 0) {
    const actual = `a heartbeat every ${sayMs(safe)} keeps it alive; no longer one was cut`
    return pass('unbounded', { expected, actual, measures: { safe: ms(safe), cutAfter }, evidence })
  }
  const least = Math.min(...unsafe)
  return pass('bracketed', {
    expected,
    actual: `a heartbeat every ${sayMs(safe)} keeps it alive, every ${sayMs(least)} does not`,
    measures: { safe: ms(safe), unsafe: ms(least), cutAfter },
    evidence,
  })
}

const alive: Criterion = {
  id: 'alive',
  kind: 'required',
  title: 'A stream that is not cut still carries an event after the silence.',
  classes: ['alive', 'dead'],
  judge(trace) {
    if (never(trace)) return noStream(trace)
    if (cutOf(trace) !== undefined) return notApplicable('the stream was cut: see limit')
    const head = clientFacts(trace, SILENT, 'head')[0]
    if (head !== undefined && head.status !== 200) return notApplicable(`status ${head.status}: see delivery/live`)
    const sent = originFacts(trace, SILENT, 'sent').find(({ id }) => id === 'after')
    const event = clientFacts(trace, SILENT, 'event').find(({ id }) => id === 'after')
    const expected = 'the event after the silence arrives'
    // Where events are held it comes with the end: that is another question.
    if (event !== undefined) return pass('alive', { expected, actual: expected, evidence: [event.index] })
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
    const actual = 'the stream is open, and nothing comes any more'
    return fail('dead', { expected, actual, evidence: sent === undefined ? [] : [sent.index] })
  },
}

/** True when the origin's head was sent in the second half of the time that the proxy waited. */
function answeredLate(trace: Trace, gaveUp: Ms): boolean {
  const [asked] = clientFacts(trace, SILENT, 'request')
  const [sent] = originFacts(trace, SILENT, 'sent-head')
  return asked !== undefined && sent !== undefined && sent.t - asked.t > (gaveUp - asked.t) / 2
}

const form: Criterion = {
  id: 'form',
  kind: 'informative',
  title: 'How the client sees that a silent stream was cut.',
  classes: ['fin', 'rst', 'looks-whole', 'status', 'no-answer', 'origin-side-only'],
  judge(trace) {
    const cut = cutOf(trace)
    if (cut === undefined) return never(trace) ? noStream(trace) : notApplicable(NOT_CUT)
    if (isShort(cut)) return notApplicable(SEE_HEARTBEAT, cut.evidence)
    const rivals = rivalTimers(trace)
    if (rivals !== undefined) return notApplicable(rivals, cut.evidence)
    const head = clientFacts(trace, SILENT, 'head')[0]
    const end = clientFacts(trace, SILENT, 'end')[0]
    const say = (observed: string, actual: string): Finding =>
      measured(observed, { expected: 'an end that can be told from a whole one', actual, evidence: cut.evidence })
    if (end === undefined || end.byUs)
      return say('origin-side-only', 'the origin is let go, the client is left waiting')
    if (head !== undefined && head.status !== 200 && answeredLate(trace, head.t)) {
      return noisy('the harness itself answered too late', cut.evidence)
    }
    if (head !== undefined && head.status !== 200) return say('status', `the client gets status ${head.status}`)
    if (end.message === 'complete') return say('looks-whole', 'the client sees a proper end')
    if (end.message === 'none') return say('no-answer', 'the connection ends without an answer')
    return end.socket === 'rst'
      ? say('rst', 'the client sees a reset (RST)')
      : say('fin', 'the client sees the connection end (FIN) inside the body')
  },
}

export const criteria: readonly Criterion[] = [limit, interval, alive, form]
