import type { Criterion, JudgedTrace, Ms, Trace } from '../../harness/model/index.ts'
import {
  type At,
  acts,
  type ClientFactOf,
  clientFacts,
  count,
  dependent,
  eventsAsSent,
  fail,
  isStalled,
  measured,
  ms,
  originFacts,
  pass,
  stalled,
} from '../../harness/trace/facts.ts'
import { BREAKS, type Break, NAMES } from './streams.ts'

const NO_STREAM = dependent('delivery/live', 'no request reached the origin')

interface Seen {
  readonly name: Break
  /** The end that the client observed within the time limit, if any. */
  readonly end: At<ClientFactOf<'end'>> | undefined
  readonly delay: Ms
}

/** One for each stream that the origin aborted. */
function breaksSeen(trace: Trace): Seen[] {
  return NAMES.flatMap((name) => {
    const closed = originFacts(trace, name, 'closed', 1)[0]
    const waited = acts(trace, 'waited').find(({ detail }) => detail.client === name)
    if (closed === undefined || waited === undefined) return []
    const end = clientFacts(trace, name, 'end', 1).find((one) => !one.byUs && one.t <= waited.t)
    return [{ name, end, delay: (end?.t ?? waited.t) - closed.t }]
  })
}

/** True where stalls kept a stream from being aborted, which may be the one that fails. */
const isPartial = (trace: JudgedTrace, all: readonly Seen[]): boolean => all.length < NAMES.length && isStalled(trace)

const say = (all: readonly Seen[]): string => all.map(({ name }) => BREAKS[name]).join(', ')
const ends = (all: readonly Seen[]): number[] => all.flatMap(({ end }) => (end === undefined ? [] : [end.index]))

const told: Criterion = {
  id: 'told',
  kind: 'required',
  title: 'When the origin aborts the response, the client sees an end; otherwise it waits indefinitely.',
  classes: ['told', 'left-waiting'],
  judge(trace) {
    const all = breaksSeen(trace)
    if (all.length === 0) return NO_STREAM
    const parts = { expected: 'the client sees an end', evidence: ends(all) }
    const waiting = all.filter(({ end }) => end === undefined)
    if (waiting.length === 0 && !isPartial(trace, all)) {
      const delay = ms(Math.max(...all.map((one) => one.delay)))
      return pass('told', { ...parts, actual: parts.expected, measures: { delay } })
    }
    if (isStalled(trace)) return stalled()
    return fail('left-waiting', { ...parts, actual: `the client sees no end within 2.4 s, after ${say(waiting)}` })
  },
}

/** An error status from the proxy also makes the failure visible. */
const looksWhole = (trace: Trace, { name, end }: Seen): boolean =>
  end?.message === 'complete' && clientFacts(trace, name, 'head', 1)[0]?.status === 200

const apart: Criterion = {
  id: 'apart',
  kind: 'optimal',
  title:
    'An aborted response looks incomplete to the client; otherwise it takes a partial response for a complete one.',
  classes: ['told-apart', 'looks-whole'],
  judge(trace) {
    const all = breaksSeen(trace)
    const ended = all.filter(({ end }) => end !== undefined)
    if (ended.length === 0) return all.length === 0 ? NO_STREAM : dependent('truncation/told', 'the client saw no end')
    const parts = { expected: 'an end that shows the truncation', evidence: ends(ended) }
    const whole = ended.filter((one) => looksWhole(trace, one))
    const measures = { breaks: count(ended.length), masked: count(whole.length) }
    if (whole.length === 0 && isPartial(trace, all)) return stalled(parts.evidence)
    if (whole.length === 0)
      return pass('told-apart', { ...parts, measures, actual: `truncation visible, after ${say(ended)}` })
    const actual = `a truncated response looks complete, after ${say(whole)}`
    return fail('looks-whole', { ...parts, measures, evidence: ends(whole), actual })
  },
}

const kept: Criterion = {
  id: 'kept',
  kind: 'optimal',
  title: 'Events that the origin sent well before it aborted reach the client.',
  classes: ['kept', 'lost', 'altered'],
  judge(trace) {
    const all = breaksSeen(trace)
    if (all.length === 0) return NO_STREAM
    const bad = all.flatMap((one) => {
      const found = eventsAsSent(trace, one.name)
      return found.is === 'whole' ? [] : [{ ...one, found }]
    })
    const lost = bad.map(({ name }) => {
      const arrived = clientFacts(trace, name, 'event').map(({ id }) => id)
      return originFacts(trace, name, 'sent').filter(({ what, id }) => what === 'event' && !arrived.includes(id)).length
    })
    const expected = 'every event that was sent'
    const [first] = bad
    if (first === undefined && isPartial(trace, all)) return stalled()
    if (first === undefined) return pass('kept', { expected, actual: expected })
    const evidence = bad.flatMap(({ found }) => found.evidence)
    if (first.found.is !== 'altered' && isStalled(trace)) return stalled(evidence)
    const measures = { lost: count(Math.max(...lost), 'events') }
    if (first.found.is === 'altered') return fail('altered', { expected, actual: first.found.actual, evidence })
    return fail('lost', { expected, measures, evidence, actual: `events are lost after ${say(bad)}` })
  },
}

const form: Criterion = {
  id: 'form',
  kind: 'informative',
  title: 'What the client sees of each kind of abort.',
  classes: ['seen'],
  judge(trace) {
    const ended = breaksSeen(trace).filter(({ end }) => end !== undefined)
    if (ended.length === 0) return dependent('truncation/told', 'the client saw no end')
    const actual = ended.map((one) => `${BREAKS[one.name]}: ${sayEnd(trace, one)}`).join('; ')
    return measured('seen', { expected: 'no expectation (informative)', actual, evidence: ends(ended) })
  },
}

function sayEnd(trace: Trace, { name, end }: Seen): string {
  const status = clientFacts(trace, name, 'head', 1)[0]?.status
  if (end === undefined || end.message === 'none' || status === undefined) return 'no response'
  if (status !== 200) return `status ${status}`
  if (end.message === 'complete') return 'a complete response'
  if (end.reset !== undefined) return `RST_STREAM with code ${end.reset}`
  return end.socket === 'rst' ? 'a reset' : 'a FIN inside the body'
}

export const criteria: readonly Criterion[] = [told, apart, kept, form]
