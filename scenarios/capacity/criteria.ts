import type { Criterion, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  count,
  dependent,
  fail,
  isStalled,
  measured,
  ms,
  notApplicable,
  originFacts,
  pass,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'

/** The result for clients that arrived after the limit was reached. */
const elsewhere = (trace: Trace) => acts(trace, 'elsewhere')[0]
/** The property by which other clients get slots of their own; undefined where they get none. */
const ofEachOther = (trace: Trace): string | undefined => {
  const act = elsewhere(trace)
  return act !== undefined && Number(act.detail.streams) > 0 ? String(act.detail.by) : undefined
}
const filled = (trace: Trace) => acts(trace, 'filled')[0]
/** Streams that had ended by themselves were not open at the same time as the last one. */
const lost = (trace: Trace): number => Number(filled(trace)?.detail.lost ?? 0)
const open = (trace: Trace): number => Number(filled(trace)?.detail.streams ?? 0) - lost(trace)
/** Name of the first stream that did not get its first event; '' if all did. */
const beyond = (trace: Trace): string => String(filled(trace)?.detail.beyond ?? '')
/** Over HTTP/2 all streams share one connection. */
const shared = (trace: Trace): boolean => trace.axes.front === 'h2+tls' && trace.kind === 'route'

/**
 * Requests of the harness's own that were open as well, to a remote origin. They count like streams, except where each connection is
 * counted by itself: they have one of their own.
 */
function own(trace: Trace): number {
  const isElsewhere = shared(trace) && (beyond(trace) === '' || ofEachOther(trace) === 'connection')
  return isElsewhere ? 0 : Number(filled(trace)?.detail.own ?? 0)
}
const places = (trace: Trace): number => open(trace) + own(trace)
const sayOwn = (trace: Trace): string =>
  own(trace) === 0
    ? ''
    : ` (${open(trace)}, and ${own(trace) === 1 ? 'a message' : `${own(trace)} messages`} of the probe)`

function announced(trace: Trace): number | undefined {
  const settings = clientFacts(trace, 'stream-1', 'settings')[0]
  return settings === undefined || settings.maxConcurrentStreams < 0 ? undefined : settings.maxConcurrentStreams
}

const streams: Criterion = {
  id: 'streams',
  kind: 'informative',
  title: 'How many streams are open concurrently, each with its first event, before one gets none.',
  classes: ['not-within-bound', 'exhausted', 'as-announced', 'below-announced'],
  judge(trace) {
    const act = filled(trace)
    if (act === undefined || open(trace) === 0) return dependent('delivery/live', 'no stream reached the origin')
    const most = announced(trace)
    const measures = {
      streams: count(places(trace)),
      ...(shared(trace) && most !== undefined ? { announced: count(most) } : {}),
    }
    const parts = { expected: 'more streams than clients open', measures, evidence: [act.index] }
    if (beyond(trace) === '') {
      const closed = lost(trace) === 0 ? '' : `; ${lost(trace)} others had been closed meanwhile`
      const actual = `${places(trace)} concurrent streams served${sayOwn(trace)}, no limit reached${closed}`
      return measured('not-within-bound', { ...parts, actual, headline: actual })
    }
    if (isStalled(trace)) return stalled([act.index])
    const where = shared(trace) ? ' on one connection' : ''
    const actual = `at most ${places(trace)} concurrent streams${where}${sayOwn(trace)}`
    const isOfConnection = shared(trace) && ofEachOther(trace) === 'connection'
    const observed = isOfConnection ? (open(trace) === most ? 'as-announced' : 'below-announced') : 'exhausted'
    return measured(observed, { ...parts, actual, headline: actual })
  },
}

const next: Criterion = {
  id: 'next',
  kind: 'informative',
  title: 'What the first client beyond the limit gets.',
  classes: ['room', 'waits', 'client-waits', 'silent', 'status', 'reset', 'closed'],
  judge(trace) {
    if (filled(trace) === undefined || open(trace) === 0)
      return dependent('delivery/live', 'no stream reached the origin')
    const expected = 'a response that reports the limit'
    const name = beyond(trace)
    if (name === '') return measured('room', { expected, actual: 'the limit was not reached' })
    const head = clientFacts(trace, name, 'head')[0]
    const end = clientFacts(trace, name, 'end').find(({ byUs }) => !byUs)
    const queued = clientFacts(trace, name, 'queued')[0]
    const evidence = [head?.index, end?.index, queued?.index].filter((index) => index !== undefined)
    const say = (observed: string, actual: string) => measured(observed, { expected, actual, evidence })
    if (head?.status === 200) return say('silent', 'the next stream is answered, and gets no event')
    if (head !== undefined) return say('status', `the next client gets status ${head.status}`)
    if (queued !== undefined) return say('client-waits', 'the next request is not sent: the server announced its limit')
    if (end === undefined) return say('waits', 'the next client waits without a response')
    if (end.reset !== undefined) return say('reset', `the next stream is reset (RST_STREAM, code ${end.reset})`)
    // FIN or RST, depending on whether the request arrived before the close.
    return say('closed', 'the next connection is closed without a response')
  },
}

const counts: Criterion = {
  id: 'counts',
  kind: 'informative',
  title: 'Whether the limit counts the streams of all clients together, of each address, or of each HTTP/2 connection.',
  classes: ['all', 'address', 'connection'],
  judge(trace) {
    const act = elsewhere(trace)
    if (act === undefined || beyond(trace) === '')
      return notApplicable('the limit was not reached, or no other client could try')
    const by = String(act.detail.by)
    const all = Number(act.detail.all) + own(trace)
    const isReached = act.detail.beyond !== ''
    const parts = {
      expected: 'other clients have room of their own',
      measures: { all: count(all), more: count(Number(act.detail.streams)) },
      evidence: [act.index],
    }
    if (Number(act.detail.streams) > 0) {
      const total =
        by === 'connection' ? '' : isReached ? `; ${all} in all, no more` : `; ${all} in all, no limit reached`
      return measured(by, { ...parts, actual: `each ${by} is counted by itself${total}` })
    }
    if (isStalled(trace)) return stalled([act.index])
    return measured('all', {
      ...parts,
      actual: `a client ${by === 'address' ? 'of another address' : 'on another connection'} gets none either`,
    })
  },
}

/** When the last stream was closed at the origin. The order to close may take seconds to a remote one, through a chain that is full. */
const closedBefore = (trace: Trace, t: Ms): Ms =>
  Math.max(
    0,
    ...trace.facts.flatMap((fact) =>
      fact.side === 'origin' && fact.fact === 'closed' && fact.client.startsWith('stream-') && fact.t <= t
        ? [fact.t]
        : [],
    ),
  )

const recovers: Criterion = {
  id: 'recovers',
  kind: 'required',
  title: 'When streams are closed, new ones are accepted again.',
  classes: ['recovers', 'stuck'],
  judge(trace) {
    if (filled(trace) === undefined || open(trace) === 0)
      return dependent('delivery/live', 'no stream reached the origin')
    const from = acts(trace, 'leaving')[0]
    const served = ['after-1', 'after-2'].flatMap((name) => {
      const whole = clientFacts(trace, name, 'end').some(({ message, byUs }) => message === 'complete' && !byUs)
      return whole ? originFacts(trace, name, 'request') : []
    })[0]
    const expected = 'a new stream reaches the origin'
    if (from !== undefined && served !== undefined) {
      const after = served.t - Math.max(from.t, closedBefore(trace, served.t))
      const measures = { roomAfter: ms(after) }
      return pass('recovers', {
        expected,
        actual: `a new stream is accepted ${sayMs(after)} after the others closed`,
        measures,
      })
    }
    const evidence = clientFacts(trace, 'after-2', 'end').map(({ index }) => index)
    if (isStalled(trace)) return stalled(evidence)
    return fail('stuck', { expected, actual: 'after all streams have closed, no new one reaches the origin', evidence })
  },
}

export const criteria: readonly Criterion[] = [streams, next, counts, recovers]
