/** Computes from a trace, in real time: the idle timeout, how the client observed it, and which heartbeats prevented it. Pure. */
import type { Finding, Measure, Ms, Trace } from '../../model/index.ts'
import {
  acts,
  clientFacts,
  fail,
  longestStall,
  measured,
  ms,
  originFacts,
  pass,
  sayMs,
  stallAt,
} from '../../trace/facts.ts'
import { type ShortestWait, shortestWait, type Wait } from '../timeout-lower-bound.ts'

/** Time (ms) that a busy harness needs to report its backlog after a stall. */
const BACKLOG: Ms = 150

export interface IdleCut extends ShortestWait {
  /** When it was first observed. */
  readonly at: Ms
}

/**
 * From the origin's last byte to the first end that either side observed; for several idle streams, see `shortestWait`. Undefined
 * where the stream that is named first was not closed.
 * @param settle the intentional pause before the idle time started
 */
export function idleCut(trace: Trace, names: readonly string[], settle: Ms = 0): IdleCut | undefined {
  if (acts(trace, 'cut').length === 0) return undefined
  const silences = names.map((name) => silenceOf(trace, name, settle)).filter((one) => one !== undefined)
  const begun = silences.filter(({ tooLate }) => !tooLate)
  const waits = begun.length > 0 ? begun : silences
  const shortest = shortestWait(waits)
  return shortest && { ...shortest, at: Math.min(...waits.map(({ at }) => at)) }
}

interface Silence extends Wait {
  readonly at: Ms
  /** The harness responded so late that the proxy may have given up. */
  readonly tooLate: boolean
}

function silenceOf(trace: Trace, name: string, settle: Ms): Silence | undefined {
  const [asked] = clientFacts(trace, name, 'request')
  // A stream that ended before anything was sent was idle since its request.
  const [last = originFacts(trace, name, 'request')[0]] = originFacts(trace, name, 'sent').slice(-1)
  const endings = [...clientFacts(trace, name, 'end'), ...originFacts(trace, name, 'peer-left')]
  const first = endings.sort((a, b) => a.t - b.t)[0]
  if (asked === undefined || last === undefined || first === undefined) return undefined
  const at = first.t
  const evidence = [last.index, ...endings.map(({ index }) => index)]
  // A stream that was closed before the idle time started has an idle time of 0.
  const after = Math.max(0, at - last.t)
  if (longestStall(trace, asked.t, last.t) <= 0 || last.t - asked.t - settle < after / 2) {
    return { after, lateness: stallAt(trace, at, BACKLOG), at, evidence, tooLate: false }
  }
  const since = at - asked.t
  return { after: since, lateness: since, at, evidence, tooLate: true }
}

/** How the client observes the end: the classes of `closeForm`. */
export const CLOSE_FORMS = ['fin', 'rst', 'reset-stream', 'looks-whole', 'status', 'no-answer', 'origin-side-only']

export function closeForm(trace: Trace, client: string, evidence: readonly number[]): Finding {
  const head = clientFacts(trace, client, 'head')[0]
  const end = clientFacts(trace, client, 'end')[0]
  const say = (observed: string, actual: string): Finding =>
    measured(observed, { expected: 'an end that the client can tell from a complete response', actual, evidence })
  if (end === undefined || end.byUs)
    return say('origin-side-only', 'the upstream connection is closed, the client’s stays open')
  if (head !== undefined && head.status !== 200) return say('status', `the client gets status ${head.status}`)
  if (end.message === 'complete') return say('looks-whole', 'the response looks complete to the client')
  if (end.message === 'none') return say('no-answer', 'the connection is closed without a response')
  if (end.reset !== undefined) return say('reset-stream', `the client receives RST_STREAM with code ${end.reset}`)
  return end.socket === 'rst'
    ? say('rst', 'the client receives a reset (RST)')
    : say('fin', 'the connection ends (FIN) inside the body')
}

/** One stream with heartbeats. */
export interface Beats {
  /** Interval as a share of the idle timeout. */
  readonly share: number
  readonly every: Ms
  readonly cut: boolean
  /** The longest interval between two writes, or between the last write and the close. */
  readonly longestGap: Ms
  readonly evidence: readonly number[]
}

export function beatsOf(trace: Trace): Beats[] {
  return acts(trace, 'beats').flatMap((act) => {
    const name = String(act.detail.client)
    const done = acts(trace, 'beats-done').find(({ detail }) => detail.client === name)
    if (done === undefined) return []
    const cut = done.detail.cut === true
    const times = originFacts(trace, name, 'sent')
      .filter(({ t }) => t <= done.t)
      .map(({ t }) => t)
    if (cut) times.push(done.t)
    const longestGap = Math.max(0, ...times.slice(1).map((t, n) => t - (times[n] ?? t)))
    // Where the act does not contain it, the stream's name does: `beats-95`.
    const share = Number(act.detail.share ?? name.split('-')[1]) / 100
    return [{ share, every: Number(act.detail.every), cut, longestGap, evidence: [act.index, done.index] }]
  })
}

export const HEARTBEATS_HELP = 'heartbeats more frequent than the idle timeout keep the stream open'

export interface Bracket {
  readonly cutAfter: Ms
  /** Streams whose result is evidence. */
  readonly beats: readonly Beats[]
  readonly evidence: readonly number[]
  /** Converts real time to the proxy's time. */
  readonly proxys?: (real: Ms) => Ms
}

/** The largest heartbeat interval that kept a stream open, and the next larger one that did not. */
export function bracketOf({ cutAfter: after, beats, evidence, proxys = (real) => real }: Bracket): Finding {
  const expected = HEARTBEATS_HELP
  const intervals = (cut: boolean): Ms[] => beats.filter((one) => one.cut === cut).map(({ every }) => proxys(every))
  const [survived, died] = [intervals(false), intervals(true)]
  const cutAfter: Measure = ms(proxys(after))
  if (survived.length === 0) {
    const every = died.length === 0 ? '' : ` despite a heartbeat every ${sayMs(Math.min(...died))}`
    return fail('no-help', {
      expected,
      actual: `closed after ${sayMs(proxys(after))}${every}`,
      measures: { cutAfter },
      evidence,
    })
  }
  const safe = Math.max(...survived)
  const unsafe = died.filter((every) => every > safe)
  if (unsafe.length === 0) {
    const actual = `a heartbeat every ${sayMs(safe)} keeps it open; no longer interval was closed`
    return pass('unbounded', { expected, actual, measures: { safe: ms(safe), cutAfter }, evidence })
  }
  const least = Math.min(...unsafe)
  return pass('bracketed', {
    expected,
    actual: `a heartbeat every ${sayMs(safe)} keeps it open, every ${sayMs(least)} does not`,
    measures: { safe: ms(safe), unsafe: ms(least), cutAfter },
    evidence,
  })
}
