import type { Criterion, Finding, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  count,
  fail,
  isBusy,
  longestStall,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
} from '../../harness/trace/facts.ts'

const OLD = 'old'
/** A stall of the harness from which on waiting in vain is doubtful. */
const DOUBT: Ms = 500
/** Apache's next child may take up to a second and a half, by chance; one that waits for another's end takes two and more. */
const LATE: Ms = 1750
/** So much sooner than its idle limit a proxy may cut: nginx does not re-arm its timer within 300 ms. */
const EARLY: Ms = 350

interface Ended {
  readonly after: Ms
  readonly evidence: readonly number[]
}

const reloadAct = (trace: Trace) => acts(trace, 'reload')[0]

/** The first ending of the old stream that either side saw between the reload and the end of the play. */
function cutOf(trace: Trace): Ended | undefined {
  const from = reloadAct(trace)?.t ?? Number.POSITIVE_INFINITY
  const to = acts(trace, 'over')[0]?.t ?? Number.POSITIVE_INFINITY
  const endings = [...clientFacts(trace, OLD, 'end'), ...originFacts(trace, OLD, 'peer-left')]
    .filter(({ t }) => t >= from && t <= to)
    .sort((a, b) => a.t - b.t)
  const [first] = endings
  return first && { after: first.t - from, evidence: endings.map(({ index }) => index) }
}

/** Why there is nothing to say of the reload. */
function noReload(trace: Trace): string | undefined {
  if (originFacts(trace, OLD, 'sent').length === 0) return 'the origin was never asked: see delivery/live'
  return reloadAct(trace) === undefined ? 'the stream was over before the reload' : undefined
}

/** Why there is nothing to say of the old stream. */
function noStream(trace: Trace): string | undefined {
  const from = reloadAct(trace)?.t ?? 0
  const ends = [...clientFacts(trace, OLD, 'end'), ...originFacts(trace, OLD, 'peer-left')]
  return noReload(trace) ?? (ends.some(({ t }) => t < from) ? 'the stream was over before the reload' : undefined)
}

const openStream: Criterion = {
  id: 'open-stream',
  kind: 'required',
  title: 'A stream that is open when the proxy reloads goes on.',
  classes: ['goes-on', 'lost'],
  judge(trace) {
    const because = noStream(trace)
    if (because !== undefined) return notApplicable(because)
    const events = clientFacts(trace, OLD, 'event')
    const over = acts(trace, 'over')[0]?.t ?? 0
    // What the end of the stream brings was held back.
    const after = events.filter(({ id, t }) => id.startsWith('after') && t <= over)
    const evidence = [...acts(trace, 'reload'), ...events].map(({ index }) => index)
    const expected = 'events arrive on it after the reload'
    const cut = cutOf(trace)
    if (cut !== undefined && isIdle(trace, cut)) {
      return noisy('the harness sent nothing for as long as a stream may be silent here', evidence)
    }
    if (cut !== undefined) {
      const parts = { expected, measures: { cutAfter: ms(cut.after) }, evidence: [...evidence, ...cut.evidence] }
      return fail('lost', { ...parts, actual: `a reload ends an open stream after ${sayMs(cut.after)}` })
    }
    const sent = originFacts(trace, OLD, 'sent').filter(({ id }) => id.startsWith('after'))
    if (after.length === sent.length) {
      const actual = 'events go on arriving'
      return pass('goes-on', { expected, actual, evidence, headline: 'a reload leaves open streams alone' })
    }
    if (!events.some(({ id }) => id === 'before') || heldBackBefore(trace)) {
      return notApplicable('events are held back before the reload too: see delivery/live', evidence)
    }
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still', evidence)
    return fail('lost', { expected, actual: 'an open stream gets nothing more after a reload', evidence })
  },
}

/** The silence before its end was long enough for the proxy's own limit. */
function isIdle(trace: Trace, { after }: Ended): boolean {
  const at = (reloadAct(trace)?.t ?? 0) + after
  const last = originFacts(trace, OLD, 'sent').findLast(({ t }) => t <= at)
  const limits = trace.settings.timers.filter((timer) => timer.limits === 'idle').map((timer) => timer.ms)
  return last !== undefined && at - last.t >= Math.min(...limits) - EARLY
}

/** The event before the reload came only when more was sent. */
function heldBackBefore(trace: Trace): boolean {
  const arrived = clientFacts(trace, OLD, 'event').find(({ id }) => id === 'before')
  return arrived === undefined || arrived.t > (reloadAct(trace)?.t ?? 0)
}

interface Fresh {
  readonly name: string
  readonly asked: Ms
  /** Until the origin saw it; undefined when it never did. */
  readonly wait: Ms | undefined
  readonly whole: boolean
  /** 2: the first connection was lost before an answer. */
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
  title: 'Streams that are asked for while the proxy reloads are served.',
  classes: ['served', 'refused', 'broken-off', 'unanswered'],
  judge(trace) {
    const because = noReload(trace)
    if (because !== undefined) return notApplicable(because)
    const all = freshOf(trace, 'new')
    if (trace.route.length > 0 && freshOf(trace, 'before').some(({ whole }) => !whole)) {
      return notApplicable('a new stream is not served whole before the reload either')
    }
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
    if (broken) return fail('broken-off', { ...parts, actual: `${share} are broken off` })
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still', evidence)
    return fail('unanswered', { ...parts, actual: `${share} get no answer within 5 s` })
  },
}

const soon: Criterion = {
  id: 'soon',
  kind: 'optimal',
  title: 'Streams that are asked for while the proxy reloads do not wait for seconds.',
  classes: ['soon', 'waits'],
  judge(trace) {
    const because = noReload(trace)
    if (because !== undefined) return notApplicable(because)
    const all = freshOf(trace, 'new')
    if (all.some(({ whole }) => !whole)) return notApplicable('not all new streams are served: see new-streams')
    const waits = all.flatMap(({ asked, wait, evidence }) => (wait === undefined ? [] : [{ asked, wait, evidence }]))
    const before = Math.max(...freshOf(trace, 'before').map(({ wait }) => wait ?? Number.NaN))
    const longest = waits.sort((a, b) => b.wait - a.wait)[0]
    if (longest === undefined || Number.isNaN(before)) return notApplicable('no new stream reached the origin')
    const parts = {
      expected: 'within a second or two',
      measures: { longestWait: ms(longest.wait), before: ms(before) },
      evidence: longest.evidence,
    }
    if (longest.wait <= before + LATE) {
      return pass('soon', { ...parts, actual: `reach the origin within ${sayMs(longest.wait)}` })
    }
    if (isBusy(trace, longest.asked, longest.asked + longest.wait) || longestStall(trace) > DOUBT) {
      return noisy('the harness itself stood still', longest.evidence)
    }
    return fail('waits', { ...parts, actual: `while it reloads, a new stream waits for ${sayMs(longest.wait)}` })
  },
}

const told: Criterion = {
  id: 'told',
  kind: 'informative',
  title: 'What the client of an open stream is told of a reload.',
  classes: ['nothing', 'goaway', 'fin', 'rst', 'reset-stream', 'looks-whole', 'origin-side-only'],
  judge(trace) {
    const because = noStream(trace)
    if (because !== undefined) return notApplicable(because)
    const expected = 'nothing, or over HTTP/2 a GOAWAY that lets open streams finish'
    const cut = cutOf(trace)
    const goaway = clientFacts(trace, OLD, 'goaway')[0]
    const say = (observed: string, actual: string, evidence: readonly number[] = []) =>
      measured(observed, { expected, actual, evidence })
    if (cut === undefined) {
      return goaway === undefined
        ? say('nothing', 'nothing')
        : say('goaway', 'GOAWAY: the connection takes no more streams, those that are open go on', [goaway.index])
    }
    const end = clientFacts(trace, OLD, 'end')[0]
    if (end === undefined || end.byUs || end.t > (acts(trace, 'over')[0]?.t ?? 0)) {
      return say('origin-side-only', 'the origin is let go, the client is left waiting', cut.evidence)
    }
    if (end.message === 'complete') return say('looks-whole', 'a proper end', cut.evidence)
    if (end.reset !== undefined) return say('reset-stream', `RST_STREAM with code ${end.reset}`, cut.evidence)
    return end.socket === 'rst'
      ? say('rst', 'the connection is reset (RST)', cut.evidence)
      : say('fin', 'the connection ends (FIN) inside the body', cut.evidence)
  },
}

export const criteria: readonly Criterion[] = [openStream, newStreams, soon, told]
