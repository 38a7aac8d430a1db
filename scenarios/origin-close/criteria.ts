import type { Criterion, JudgedTrace, Trace } from '../../harness/model/index.ts'
import {
  type At,
  acts,
  type ClientFactOf,
  clientFacts,
  dependent,
  eventsAsSent,
  fail,
  isStalled,
  ms,
  type OriginFactOf,
  originFacts,
  pass,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { NAMES, PATIENCE } from './streams.ts'

const NO_STREAM = dependent('delivery/live', 'the client received no stream')

interface Ended {
  readonly name: string
  /** The origin's end. With Content-Length it is the last byte, since the proxy may close the connection then. */
  readonly closed: At<OriginFactOf<'closed'> | OriginFactOf<'sent'>>
  readonly end: At<ClientFactOf<'end'>> | undefined
}

/** One for each stream with status 200 that the origin ended. */
function endings(trace: Trace): Ended[] {
  return NAMES.flatMap((name) => {
    const closed =
      name === 'content-length' ? originFacts(trace, name, 'sent', 1).at(-1) : originFacts(trace, name, 'closed', 1)[0]
    const waited = acts(trace, 'waited').find(({ detail }) => detail.client === name)
    const status = clientFacts(trace, name, 'head', 1)[0]?.status ?? 200
    if (closed === undefined || waited === undefined || status !== 200) return []
    const end = clientFacts(trace, name, 'end', 1).find((one) => !one.byUs && one.t <= waited.t)
    return [{ name, closed, end }]
  })
}

/** True where stalls kept a stream from being ended, which may be the one that fails. */
const isPartial = (trace: JudgedTrace, all: readonly Ended[]): boolean => all.length < NAMES.length && isStalled(trace)

const names = (all: readonly Ended[]): string => all.map(({ name }) => name).join(', ')

const told: Criterion = {
  id: 'told',
  kind: 'required',
  title: 'When the origin ends a stream, the client sees the end immediately.',
  classes: ['told', 'late', 'left-waiting'],
  judge(trace) {
    const all = endings(trace)
    if (all.length === 0) return NO_STREAM
    const evidence = all.flatMap(({ closed, end }) => [closed.index, ...(end === undefined ? [] : [end.index])])
    const parts = { expected: 'the end, within one second', evidence }
    const waiting = all.filter(({ end }) => end === undefined)
    const slowest = Math.max(0, ...all.map(({ closed, end }) => (end?.t ?? 0) - closed.t))
    const measures = { delay: ms(slowest) }
    if (waiting.length === 0 && slowest <= PATIENCE && !isPartial(trace, all))
      return pass('told', { ...parts, measures, actual: `within ${sayMs(slowest)}` })
    if (isStalled(trace)) return stalled(evidence)
    if (waiting.length === 0)
      return fail('late', {
        ...parts,
        measures,
        actual: `the client sees the end ${sayMs(slowest)} after the origin ended the stream`,
      })
    return fail('left-waiting', { ...parts, actual: `the client sees no end within 3 s: ${names(waiting)}` })
  },
}

const whole: Criterion = {
  id: 'whole',
  kind: 'optimal',
  title: 'A response that the origin completed looks complete to the client.',
  classes: ['complete', 'looks-broken'],
  judge(trace) {
    const ended = endings(trace).filter(({ end }) => end !== undefined)
    if (ended.length === 0) return dependent('origin-close/told', 'the client saw no end')
    const broken = ended.filter(({ end }) => end?.message !== 'complete')
    const of = broken.length > 0 ? broken : ended
    const parts = {
      expected: 'a complete response',
      evidence: of.flatMap(({ end }) => (end === undefined ? [] : [end.index])),
    }
    if (broken.length === 0 && isPartial(trace, ended)) return stalled(parts.evidence)
    if (broken.length === 0) return pass('complete', { ...parts, actual: `complete: ${names(ended)}` })
    return fail('looks-broken', { ...parts, actual: `a complete response looks truncated: ${names(broken)}` })
  },
}

const events: Criterion = {
  id: 'events',
  kind: 'required',
  title: 'Every event arrives once and unaltered by the end of the stream.',
  classes: ['whole', 'lost', 'altered'],
  judge(trace) {
    const all = endings(trace)
    if (all.length === 0) return NO_STREAM
    const expected = 'every event of every stream, once and in order'
    for (const { name } of all) {
      const found = eventsAsSent(trace, name)
      if (found.is === 'whole') continue
      if (found.is === 'lost' && isStalled(trace)) return stalled()
      return fail(found.is, { expected, actual: `${name}: ${found.actual}`, evidence: found.evidence })
    }
    return isPartial(trace, all) ? stalled() : pass('whole', { expected, actual: expected })
  },
}

export const criteria: readonly Criterion[] = [told, whole, events]
