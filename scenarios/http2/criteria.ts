import type { Criterion, Fact, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  count,
  fail,
  isBusy,
  longestStall,
  noisy,
  notApplicable,
  originFacts,
  pass,
} from '../../harness/trace/facts.ts'

/** A limit of the proxy's that a busy harness may outlast. */
const HASTY: Ms = 3000
/** A stall of the harness from which on waiting in vain is doubtful. */
const DOUBT: Ms = 500
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
  // One that is cut meanwhile, by a limit of its own, waits for nobody.
  const cut = [...clients].filter((client) => !arrived.includes(client) && told('end', client))
  const streams = clients.size - cut.length
  return { streams, arrived: arrived.length, evidence: [from.index, over.index] }
}

const opened = (trace: Trace): number => Number(acts(trace, 'opened')[0]?.detail.streams ?? 0)

const many: Criterion = {
  id: 'many',
  kind: 'optimal',
  title: `${STREAMS} streams on one connection reach the origin while all are open.`,
  classes: ['all', 'limited', 'not-served'],
  judge(trace) {
    const served = opened(trace)
    const evidence = acts(trace, 'opened').map(({ index }) => index)
    const parts = { expected: `${STREAMS} of ${STREAMS}`, measures: { streams: count(served) }, evidence }
    if (served === 0) return notApplicable('the origin was never asked: see delivery/live')
    if (served === STREAMS) return pass('all', { ...parts, actual: parts.expected })
    const at = acts(trace, 'opened')[0]?.t ?? 0
    // A proxy with a limit of a second lets go of streams that the harness is slow to answer.
    const isHasty = trace.settings.timers.some(({ ms }) => ms <= HASTY)
    if ((isHasty && isBusy(trace, 0, at)) || longestStall(trace) > DOUBT) {
      return noisy('the harness itself stood still', evidence)
    }
    const settings = clientFacts(trace, 'stream-1', 'settings')[0]?.maxConcurrentStreams
    return served === settings
      ? fail('limited', { ...parts, actual: `the server allows ${served} streams on one connection of HTTP/2` })
      : fail('not-served', { ...parts, actual: `${served} of ${STREAMS} streams on one connection are served at once` })
  },
}

const live: Criterion = {
  id: 'live',
  kind: 'required',
  title: 'Each stream on a connection that reaches the origin gets its events while the others are open.',
  classes: ['live', 'starved'],
  judge(trace) {
    const served = opened(trace)
    if (served === 0) return notApplicable('the origin was never asked: see delivery/live')
    const rounds = ['first', 'second'].flatMap((name) => roundOf(trace, name) ?? [])
    const evidence = rounds.flatMap((one) => one.evidence)
    const least = Math.min(...rounds.map(({ arrived }) => arrived))
    const expected = `${served} of ${served}`
    if (rounds.every(({ arrived, streams }) => arrived >= streams)) {
      const headline = `${served} streams live on one connection of HTTP/2`
      return pass('live', { expected, actual: `${expected} get each event`, evidence, headline })
    }
    if (least === 0 && trace.route.length > 0)
      return notApplicable('events are held back on all streams: see delivery/live', evidence)
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still', evidence)
    const actual = `${served - least} of ${served} streams on one connection get nothing while the others are open`
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
    if (round === undefined) return notApplicable('no two streams live on one connection: see live')
    const expected = 'the others go on'
    const parts = { expected, evidence: round.evidence }
    if (round.arrived === round.streams) return pass('independent', { ...parts, actual: expected })
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still', round.evidence)
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
    'Streams do not wait for one of their connection whose client does not read.',
    'wait for one that does not read',
  ),
  beside('big', 'Streams do not wait for one of their connection that gets 300 KB.', 'wait for one that gets 300 KB'),
]
