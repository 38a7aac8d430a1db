import type { Criterion, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  count,
  fail,
  longestStall,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
} from '../../harness/trace/facts.ts'

/** A stall of the harness from which on waiting in vain is doubtful. */
const DOUBT: Ms = 1000

const filled = (trace: Trace) => acts(trace, 'filled')[0]
const open = (trace: Trace): number => Number(filled(trace)?.detail.streams ?? 0)
/** Name of the stream that did not get through; '' where all did. */
const beyond = (trace: Trace): string => String(filled(trace)?.detail.beyond ?? '')
/** Over HTTP/2 all streams have one connection. */
const shared = (trace: Trace): boolean => trace.axes.front === 'h2+tls' && trace.route.length > 0

function announced(trace: Trace): number | undefined {
  const settings = clientFacts(trace, 'stream-1', 'settings')[0]
  return settings === undefined || settings.maxConcurrentStreams < 0 ? undefined : settings.maxConcurrentStreams
}

const streams: Criterion = {
  id: 'streams',
  kind: 'informative',
  title: 'How many streams are open at once before one does not get through.',
  classes: ['not-within-bound', 'exhausted', 'as-announced'],
  judge(trace) {
    const act = filled(trace)
    if (act === undefined || open(trace) === 0) return notApplicable('not even one stream got through')
    const most = announced(trace)
    const measures = {
      streams: count(open(trace)),
      ...(shared(trace) && most !== undefined ? { announced: count(most) } : {}),
    }
    const parts = { expected: 'more than are open at once', measures, evidence: [act.index] }
    if (beyond(trace) === '') {
      const actual = `${open(trace)} streams at once, and none was turned away`
      return measured('not-within-bound', { ...parts, actual, headline: actual })
    }
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still', [act.index])
    const where = shared(trace) ? 'on one connection' : 'at once'
    const actual = `${open(trace)} streams ${where}, no more`
    const observed = shared(trace) && open(trace) === most ? 'as-announced' : 'exhausted'
    return measured(observed, { ...parts, actual, headline: actual })
  },
}

const next: Criterion = {
  id: 'next',
  kind: 'informative',
  title: 'What the first stream gets for which there is no room.',
  classes: ['room', 'waits', 'client-waits', 'status', 'reset', 'closed'],
  judge(trace) {
    if (filled(trace) === undefined || open(trace) === 0) return notApplicable('not even one stream got through')
    const expected = 'an answer that says so'
    const name = beyond(trace)
    if (name === '') return measured('room', { expected, actual: 'there is room for more than were opened' })
    const head = clientFacts(trace, name, 'head')[0]
    const end = clientFacts(trace, name, 'end').find(({ byUs }) => !byUs)
    const queued = clientFacts(trace, name, 'queued')[0]
    const evidence = [head?.index, end?.index, queued?.index].filter((index) => index !== undefined)
    const say = (observed: string, actual: string) => measured(observed, { expected, actual, evidence })
    if (head !== undefined) return say('status', `the next one gets status ${head.status}`)
    if (queued !== undefined)
      return say('client-waits', 'the next one is not even sent: the server announced its limit')
    if (end === undefined) return say('waits', 'the next one waits without an answer')
    if (end.reset !== undefined) return say('reset', `the next one is reset (RST_STREAM, code ${end.reset})`)
    // By FIN or by RST: which it is depends on whether the request was there first.
    return say('closed', 'the connection of the next one is closed without an answer')
  },
}

const recovers: Criterion = {
  id: 'recovers',
  kind: 'required',
  title: 'When streams leave there is room again.',
  classes: ['recovers', 'stuck'],
  judge(trace) {
    if (filled(trace) === undefined || open(trace) === 0) return notApplicable('not even one stream got through')
    const from = acts(trace, 'leaving')[0]
    const served = ['after-1', 'after-2'].flatMap((name) => {
      const whole = clientFacts(trace, name, 'end').some(({ message, byUs }) => message === 'complete' && !byUs)
      return whole ? originFacts(trace, name, 'request') : []
    })[0]
    const expected = 'a new stream gets through'
    if (from !== undefined && served !== undefined) {
      const after = served.t - from.t
      const measures = { roomAfter: ms(after) }
      return pass('recovers', { expected, actual: `there is room ${sayMs(after)} after they left`, measures })
    }
    const evidence = clientFacts(trace, 'after-2', 'end').map(({ index }) => index)
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still', evidence)
    return fail('stuck', { expected, actual: 'after all streams have left no new one gets through', evidence })
  },
}

export const criteria: readonly Criterion[] = [streams, next, recovers]
