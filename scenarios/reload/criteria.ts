import type { Criterion, Finding, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  count,
  dependent,
  fail,
  isBusy,
  isStalled,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'

const OLD = 'old'
/** Apache's next child may take up to 1.5 s; one that waits for another to end takes 2 s or more (ms). */
const LATE: Ms = 1750
/** A proxy may close a stream this much (ms) before its idle timeout: nginx does not re-arm its timer within 300 ms. */
const EARLY: Ms = 350

interface Ended {
  readonly after: Ms
  readonly evidence: readonly number[]
}

const reloadAct = (trace: Trace) => acts(trace, 'reload')[0]

/** The first end of the old stream that either side observed between the reload and the end of the scenario. */
function cutOf(trace: Trace): Ended | undefined {
  const from = reloadAct(trace)?.t ?? Number.POSITIVE_INFINITY
  const to = acts(trace, 'over')[0]?.t ?? Number.POSITIVE_INFINITY
  const endings = [...clientFacts(trace, OLD, 'end'), ...originFacts(trace, OLD, 'peer-left')]
    .filter(({ t }) => t >= from && t <= to)
    .sort((a, b) => a.t - b.t)
  const [first] = endings
  return first && { after: first.t - from, evidence: endings.map(({ index }) => index) }
}

/** Why the reload cannot be judged; undefined if it can. */
function noReload(trace: Trace): Finding | undefined {
  if (originFacts(trace, OLD, 'sent').length === 0) return dependent('delivery/live', 'no request reached the origin')
  return reloadAct(trace) === undefined ? notApplicable('the stream ended before the reload') : undefined
}

/** Why the old stream cannot be judged; undefined if it can. */
function noStream(trace: Trace): Finding | undefined {
  const from = reloadAct(trace)?.t ?? 0
  const ends = [...clientFacts(trace, OLD, 'end'), ...originFacts(trace, OLD, 'peer-left')]
  return (
    noReload(trace) ??
    (ends.some(({ t }) => t < from) ? notApplicable('the stream ended before the reload') : undefined)
  )
}

const openStream: Criterion = {
  id: 'open-stream',
  kind: 'required',
  title: 'A stream that is open when the proxy reloads stays open and delivers events.',
  classes: ['goes-on', 'lost'],
  judge(trace) {
    const because = noStream(trace)
    if (because !== undefined) return because
    const events = clientFacts(trace, OLD, 'event')
    const over = acts(trace, 'over')[0]?.t ?? 0
    // Events that arrive with the end were buffered.
    const after = events.filter(({ id, t }) => id.startsWith('after') && t <= over)
    const evidence = [...acts(trace, 'reload'), ...events].map(({ index }) => index)
    const expected = 'events arrive on it after the reload'
    const cut = cutOf(trace)
    if (cut !== undefined && isIdle(trace, cut)) {
      return noisy('the harness sent nothing for as long as the idle timeout', evidence)
    }
    if (cut !== undefined) {
      const parts = { expected, measures: { cutAfter: ms(cut.after) }, evidence: [...evidence, ...cut.evidence] }
      return fail('lost', { ...parts, actual: `a reload closes open streams after ${sayMs(cut.after)}` })
    }
    const sent = originFacts(trace, OLD, 'sent').filter(({ id }) => id.startsWith('after'))
    if (after.length === sent.length) {
      const actual = 'events keep arriving'
      return pass('goes-on', { expected, actual, evidence, headline: 'open streams survive a reload' })
    }
    if (!events.some(({ id }) => id === 'before') || heldBackBefore(trace)) {
      return dependent('delivery/live', 'events are buffered before the reload too', evidence)
    }
    if (isStalled(trace)) return stalled(evidence)
    return fail('lost', { expected, actual: 'open streams deliver nothing after a reload', evidence })
  },
}

/** True if the stream had been idle for the proxy's idle timeout when it ended. */
function isIdle(trace: Trace, { after }: Ended): boolean {
  const at = (reloadAct(trace)?.t ?? 0) + after
  const last = originFacts(trace, OLD, 'sent').findLast(({ t }) => t <= at)
  const limits = trace.settings.timers.filter((timer) => timer.limits === 'idle').map((timer) => timer.ms)
  return last !== undefined && at - last.t >= Math.min(...limits) - EARLY
}

/** True if the event before the reload arrived only when more was sent. */
function heldBackBefore(trace: Trace): boolean {
  const arrived = clientFacts(trace, OLD, 'event').find(({ id }) => id === 'before')
  return arrived === undefined || arrived.t > (reloadAct(trace)?.t ?? 0)
}

interface Fresh {
  readonly name: string
  readonly asked: Ms
  /** Time until the request reached the origin; undefined if it did not. */
  readonly wait: Ms | undefined
  readonly whole: boolean
  /** 2: the first connection was lost before a response. */
  readonly attempts: number
  readonly status: number | undefined
  readonly evidence: readonly number[]
}

function freshOf(trace: Trace, prefix: 'before' | 'new'): Fresh[] {
  const names = [...new Set(trace.facts.flatMap((fact) => ('client' in fact ? [fact.client] : [])))]
  return names
    .filter((name) => new RegExp(`^${prefix}-\\d+$`).test(name))
    .map((name) => {
      const facts = trace.facts.flatMap((fact, index) =>
        'client' in fact && fact.client === name ? [{ fact, index }] : [],
      )
      const asked = facts.find(({ fact }) => fact.side === 'client')?.fact.t ?? Number.NaN
      const seen = originFacts(trace, name, 'request')[0]
      const head = clientFacts(trace, name, 'head').at(-1)
      const end = clientFacts(trace, name, 'end')[0]
      return {
        name,
        asked,
        wait: seen && seen.t - asked,
        attempts: seen?.attempt ?? 1,
        whole: clientFacts(trace, name, 'event').length > 0 && head?.status === 200,
        status: head?.status,
        evidence: [head?.index, end?.index, seen?.index].filter((index) => index !== undefined),
      }
    })
}

const newStreams: Criterion = {
  id: 'new-streams',
  kind: 'required',
  title: 'New streams are served while the proxy reloads.',
  classes: ['served', 'refused', 'broken-off', 'unanswered'],
  judge(trace) {
    const because = noReload(trace)
    if (because !== undefined) return because
    const all = freshOf(trace, 'new')
    if (trace.kind === 'route' && freshOf(trace, 'before').some(({ whole }) => !whole)) {
      return dependent('delivery/live', 'a new stream is not served completely before the reload either')
    }
    // Such a client ends the stream: whether its event arrives before that is random.
    const [rejected] = ['before-1', 'before-2'].flatMap((name) => clientFacts(trace, name, 'gave-up'))
    if (rejected !== undefined) return dependent('delivery/content-type', `EventSource gives up: ${rejected.because}`)
    const lost = all.filter(({ whole }) => !whole)
    const evidence = lost.flatMap((one) => one.evidence)
    const expected = `all of ${all.length} are served`
    const [first] = lost
    if (first === undefined) {
      const again = all.filter(({ attempts }) => attempts > 1).length
      const measures: Finding['measures'] = again === 0 ? {} : { askedAgain: count(again) }
      return pass('served', { expected, actual: `${all.length} of ${all.length} are served`, measures })
    }
    const parts = {
      expected,
      evidence,
      measures: { lost: count(lost.length), asked: count(all.length) },
    }
    const share = `${lost.length} of ${all.length} requests in the two seconds after a reload`
    const status = lost.find((one) => one.status !== undefined && one.status !== 200)?.status
    if (status !== undefined) return fail('refused', { ...parts, actual: `${share} get status ${status}` })
    const broken = lost.some(({ name }) => clientFacts(trace, name, 'end').some(({ byUs }) => !byUs))
    if (broken) return fail('broken-off', { ...parts, actual: `${share} are aborted` })
    if (isStalled(trace)) return stalled(evidence)
    return fail('unanswered', { ...parts, actual: `${share} get no response within 5 s` })
  },
}

const soon: Criterion = {
  id: 'soon',
  kind: 'optimal',
  title: 'New streams do not wait for seconds while the proxy reloads.',
  classes: ['soon', 'waits'],
  judge(trace) {
    const because = noReload(trace)
    if (because !== undefined) return because
    const all = freshOf(trace, 'new')
    if (all.some(({ whole }) => !whole)) return dependent('reload/new-streams', 'not all new streams are served')
    const waits = all.flatMap(({ asked, wait, evidence }) => (wait === undefined ? [] : [{ asked, wait, evidence }]))
    const before = Math.max(...freshOf(trace, 'before').map(({ wait }) => wait ?? Number.NaN))
    const longest = waits.sort((a, b) => b.wait - a.wait)[0]
    if (longest === undefined || Number.isNaN(before))
      return dependent('delivery/live', 'no new stream reached the origin')
    const parts = {
      expected: 'within 1.75 s more than before the reload',
      measures: { longestWait: ms(longest.wait), before: ms(before) },
      evidence: longest.evidence,
    }
    if (longest.wait <= before + LATE) {
      return pass('soon', { ...parts, actual: `new streams reach the origin within ${sayMs(longest.wait)}` })
    }
    if (isBusy(trace, longest.asked, longest.asked + longest.wait) || isStalled(trace)) {
      return stalled(longest.evidence)
    }
    return fail('waits', { ...parts, actual: `during a reload, a new stream waits ${sayMs(longest.wait)}` })
  },
}

const told: Criterion = {
  id: 'told',
  kind: 'informative',
  title: 'What the client of an open stream sees of a reload.',
  classes: ['nothing', 'goaway', 'fin', 'rst', 'reset-stream', 'looks-whole', 'origin-side-only'],
  judge(trace) {
    const because = noStream(trace)
    if (because !== undefined) return because
    const expected = 'nothing, or over HTTP/2 a GOAWAY that lets open streams finish'
    const cut = cutOf(trace)
    const goaway = clientFacts(trace, OLD, 'goaway')[0]
    const say = (observed: string, actual: string, evidence: readonly number[] = []) =>
      measured(observed, { expected, actual, evidence })
    if (cut === undefined) {
      return goaway === undefined
        ? say('nothing', 'nothing')
        : say('goaway', 'GOAWAY: the connection accepts no new streams, open ones continue', [goaway.index])
    }
    const end = clientFacts(trace, OLD, 'end')[0]
    if (end === undefined || end.byUs || end.t > (acts(trace, 'over')[0]?.t ?? 0)) {
      return say('origin-side-only', 'the upstream connection is closed, the client’s stays open', cut.evidence)
    }
    if (end.message === 'complete')
      return say('looks-whole', 'an end that looks like a complete response', cut.evidence)
    if (end.reset !== undefined) return say('reset-stream', `RST_STREAM with code ${end.reset}`, cut.evidence)
    return end.socket === 'rst'
      ? say('rst', 'the connection is reset (RST)', cut.evidence)
      : say('fin', 'the connection ends (FIN) inside the body', cut.evidence)
  },
}

export const criteria: readonly Criterion[] = [openStream, newStreams, soon, told]
