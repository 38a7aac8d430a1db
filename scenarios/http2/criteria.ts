import type { Criterion, Fact, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  count,
  dependent,
  fail,
  isBusy,
  isStalled,
  originFacts,
  pass,
  stalled,
} from '../../harness/trace/facts.ts'

/** Timeouts of the proxy up to this length (ms) may expire because the harness is busy. */
const HASTY: Ms = 3000
const STREAMS = 32

interface Round {
  readonly streams: number
  readonly arrived: number
  readonly evidence: readonly number[]
}

function roundOf(trace: Trace, name: string): Round | undefined {
  const from = acts(trace, 'round').find(({ detail }) => detail.name === name)
  const over = acts(trace, 'round-over').find(({ detail }) => detail.name === name)
  if (from === undefined || over === undefined) return undefined
  const asked = (fact: Fact): boolean => fact.side === 'origin' && fact.fact === 'sent' && fact.id === name
  const clients = new Set(trace.facts.flatMap((fact) => (asked(fact) && 'client' in fact ? [fact.client] : [])))
  const told = (kind: 'event' | 'end', client: string): boolean =>
    clientFacts(trace, client, kind).some((fact) => fact.t <= over.t && (fact.fact !== 'event' || fact.id === name))
  const arrived = [...clients].filter((client) => told('event', client))
  // A stream that a timeout has closed is not waiting any more.
  const cut = [...clients].filter((client) => !arrived.includes(client) && told('end', client))
  const streams = clients.size - cut.length
  return { streams, arrived: arrived.length, evidence: [from.index, over.index] }
}

const opened = (trace: Trace): number => Number(acts(trace, 'opened')[0]?.detail.streams ?? 0)

const many: Criterion = {
  id: 'many',
  kind: 'optimal',
  title: `${STREAMS} concurrent streams on one connection reach the origin.`,
  classes: ['all', 'limited', 'not-served'],
  judge(trace) {
    const served = opened(trace)
    const evidence = acts(trace, 'opened').map(({ index }) => index)
    const parts = { expected: `${STREAMS} of ${STREAMS}`, measures: { streams: count(served) }, evidence }
    if (served === 0) return dependent('delivery/live', 'no request reached the origin')
    if (served === STREAMS) return pass('all', { ...parts, actual: parts.expected })
    const at = acts(trace, 'opened')[0]?.t ?? 0
    // A proxy with a timeout of a second closes streams that the harness answers slowly.
    const isHasty = trace.settings.timers.some(({ ms }) => ms <= HASTY)
    if ((isHasty && isBusy(trace, 0, at)) || isStalled(trace)) {
      return stalled(evidence)
    }
    const settings = clientFacts(trace, 'stream-1', 'settings')[0]?.maxConcurrentStreams
    return served === settings
      ? fail('limited', { ...parts, actual: `the server allows ${served} concurrent streams on one HTTP/2 connection` })
      : fail('not-served', {
          ...parts,
          actual: `${served} of ${STREAMS} streams on one connection are served concurrently`,
        })
  },
}

const live: Criterion = {
  id: 'live',
  kind: 'required',
  title: 'Each stream that reaches the origin receives its events while the others on its connection are open.',
  classes: ['live', 'starved'],
  judge(trace) {
    const served = opened(trace)
    if (served === 0) return dependent('delivery/live', 'no request reached the origin')
    const rounds = ['first', 'second'].flatMap((name) => roundOf(trace, name) ?? [])
    const evidence = rounds.flatMap((one) => one.evidence)
    const least = Math.min(...rounds.map(({ arrived }) => arrived))
    const expected = `${served} of ${served}`
    if (rounds.every(({ arrived, streams }) => arrived >= streams)) {
      const headline = `${served} concurrent streams on one HTTP/2 connection`
      return pass('live', { expected, actual: `${expected} receive each event`, evidence, headline })
    }
    if (least === 0 && trace.kind === 'route')
      return dependent('delivery/live', 'events are buffered on all streams', evidence)
    if (isStalled(trace)) return stalled(evidence)
    const actual = `${served - least} of ${served} streams on one connection receive nothing while the others are open`
    return fail('starved', { expected, actual, evidence })
  },
}

const beside = (id: 'paused' | 'big', title: string, waits: string): Criterion => ({
  id: `beside-${id}`,
  kind: 'required',
  title,
  classes: ['independent', 'waits'],
  judge(trace) {
    const round = roundOf(trace, `beside-${id}`)
    if (round === undefined) return dependent('http2/live', 'fewer than two streams are served on one connection')
    const expected = 'the other streams receive their events'
    const parts = { expected, evidence: round.evidence }
    if (round.arrived === round.streams) return pass('independent', { ...parts, actual: expected })
    if (isStalled(trace)) return stalled(round.evidence)
    const measures = {
      waiting: count(round.streams - round.arrived),
      taken: count(originFacts(trace, 'stream-1', 'sent').length),
    }
    return fail('waits', {
      ...parts,
      measures,
      actual: `${round.streams - round.arrived} of ${round.streams} other streams ${waits}`,
    })
  },
})

export const criteria: readonly Criterion[] = [
  live,
  many,
  beside(
    'paused',
    'A stream that its client does not read does not block the others on its connection.',
    'are blocked by one that is not read',
  ),
  beside(
    'big',
    'A stream that gets 300 KB does not block the others on its connection.',
    'are blocked by one that gets 300 KB',
  ),
]
