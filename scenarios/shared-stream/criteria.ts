import type { Criterion, Finding, Trace } from '../../harness/model/index.ts'
import {
  type Act,
  acts,
  clientFacts,
  count,
  dependent,
  fail,
  isStalled,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { type Clients, EVENT_SOURCES, FETCHES, ownerOf, PATIENCE } from './clients.ts'

const GROUPS = [EVENT_SOURCES, FETCHES]

const endOf = (trace: Trace, { first }: Clients): Act | undefined =>
  acts(trace, 'end').find((act) => act.detail.client === first)

/** The request that reached the origin for a client; matched by order if nothing else identifies it. */
function requestOf(trace: Trace, names: Clients, client: string, nth: number) {
  return (
    originFacts(trace, client, 'request', 1)[0] ??
    originFacts(trace, names.first, 'request', nth).find(({ joinedBy }) => joinedBy === 'target')
  )
}

/** The ids of the events that the application sent, to any client. */
const sentIds = (trace: Trace): ReadonlySet<string> => {
  const clients = GROUPS.flatMap((names) => Object.values(names))
  return new Set(clients.flatMap((client) => originFacts(trace, client, 'sent').map(({ id }) => id ?? '')))
}

/** Events that a client received and that were sent to another. An id that the application never sent is no other client's. */
const strangers = (trace: Trace, client: string) => {
  const sent = sentIds(trace)
  return clientFacts(trace, client, 'event').filter(({ id }) => ownerOf(id) !== client && sent.has(id))
}

/** Whether the client received events with ids that the application never sent. */
const hasOtherIds = (trace: Trace, client: string): boolean => {
  const sent = sentIds(trace)
  return clientFacts(trace, client, 'event').some(({ id }) => !sent.has(id))
}

/**
 * Why nothing can be judged: the first request of one group was not forwarded before the harness gave up, while that of the other
 * group was. The result of one group does not predict that of the other, which may decide the class.
 */
function unaskedGroup(trace: Trace): Finding | undefined {
  const isUnasked = ({ first }: Clients): boolean => {
    const asked = clientFacts(trace, first, 'request', 1)[0]
    const answer = clientFacts(trace, first, 'head', 1)[0]
    const end = clientFacts(trace, first, 'end', 1)[0]
    return asked !== undefined && answer === undefined && end?.byUs !== false
  }
  const unasked = GROUPS.filter((names) => endOf(trace, names) === undefined && isUnasked(names))
  if (unasked.length === 0 || unasked.length === GROUPS.length) return undefined
  const who = unasked.includes(FETCHES) ? 'fetch' : 'EventSource'
  return noisy(`the first request of the ${who} clients did not reach the test upstream in time`)
}

/**
 * True if a first client's request took so long that a second one's may have too: then it is no evidence that the proxy makes the
 * second one wait.
 */
const isSlow = (trace: Trace, names: Clients): boolean => {
  const asked = clientFacts(trace, names.first, 'request', 1)[0]
  const request = originFacts(trace, names.first, 'request', 1)[0]
  return asked !== undefined && request !== undefined && request.t - asked.t > PATIENCE / 2
}

interface Second {
  readonly is: 'own' | 'waits' | 'collapsed' | 'none'
  /** Time from the client's request to the proxy's. */
  readonly waited?: number
  /** The status, if the proxy responded itself. */
  readonly status?: number
  readonly evidence: readonly number[]
}

/** The result for the client that sent its request while the first stream was open; undefined if there was no such stream. */
function secondOf(trace: Trace, names: Clients): Second | undefined {
  const asked = clientFacts(trace, names.second, 'request', 1)[0]
  const end = endOf(trace, names)
  if (asked === undefined || end === undefined) return undefined
  const request = requestOf(trace, names, names.second, 2)
  const foreign = strangers(trace, names.second)[0]
  if (foreign !== undefined && foreign.t < end.t) return { is: 'collapsed', evidence: [asked.index, foreign.index] }
  if (request === undefined) {
    if (foreign !== undefined) return { is: 'waits', evidence: [asked.index, foreign.index] }
    const head = clientFacts(trace, names.second, 'head', 1)[0]
    return head === undefined
      ? { is: 'none', evidence: [asked.index] }
      : { is: 'none', status: head.status, evidence: [asked.index, head.index] }
  }
  const waited = request.t - asked.t
  return { is: request.t < end.t ? 'own' : 'waits', waited, evidence: [asked.index, request.index] }
}

const SAID = {
  own: 'the request reaches the application immediately',
  waits: 'the second client waits until the first stream ends',
  collapsed: 'the second client gets the first client’s stream',
  none: 'the second request never reaches the application',
} as const

const own: Criterion = {
  id: 'own',
  kind: 'required',
  title: 'While one client has a stream open, the next client of the same URL gets its own.',
  classes: ['own', 'waits', 'collapsed', 'none'],
  judge(trace) {
    const found = GROUPS.map((names) => secondOf(trace, names)).filter((one) => one !== undefined)
    if (found.length === 0) return dependent('delivery/live', 'the first client received no stream')
    const unasked = unaskedGroup(trace)
    if (unasked !== undefined) return unasked
    const wrong = found.find(({ is }) => is !== 'own')
    const told = wrong ?? found[0]
    if (told === undefined) return dependent('delivery/live', 'the first client received no stream')
    const { is, waited, status, evidence } = told
    const measures = waited === undefined ? {} : { waited: ms(waited) }
    const parts = {
      expected: SAID.own,
      actual: status === undefined ? SAID[is] : `the proxy answers itself, with status ${status}`,
      measures,
      evidence,
    }
    if (is === 'own') return pass(is, parts)
    if (is !== 'collapsed' && isStalled(trace)) return stalled()
    if (is !== 'collapsed' && GROUPS.some((names) => isSlow(trace, names))) {
      return noisy('the first request took long to reach the test upstream too')
    }
    return fail(is, parts)
  },
}

/** The first client that received events sent to another. */
function leak(trace: Trace): Finding | undefined {
  for (const names of GROUPS) {
    const end = endOf(trace, names)
    for (const client of Object.values(names)) {
      const foreign = strangers(trace, client)
      const [one] = foreign
      if (one === undefined) continue
      const live = end !== undefined && one.t < end.t
      const late = end === undefined ? 0 : one.t - end.t
      const who = names === FETCHES ? 'a fetch client' : 'the next client'
      const actual = live
        ? `cache leak: ${who} is served the events of another client’s open stream`
        : `cache leak: ${who} is served another client’s events, ${sayMs(late)} after that stream ended`
      const observed = live ? 'collapsed' : names === FETCHES ? 'replayed-to-fetch' : 'replayed'
      return fail(observed, {
        expected: 'none',
        actual,
        measures: { strangers: count(foreign.length, 'events') },
        evidence: foreign.map(({ index }) => index),
      })
    }
  }
  return undefined
}

/**
 * Whether the axis, not the user's own application, makes a response that a shared cache may store and give to others. What was sent decides,
 * since a profile's application may replace the axis's value. https://www.rfc-editor.org/rfc/rfc9111#section-3
 */
function isPermitted(trace: Trace): boolean {
  if (trace.axes.cache !== 'max-age') return false
  const heads = GROUPS.flatMap(({ first }) => originFacts(trace, first, 'sent-head', 1))
  const controls = heads.map(({ raw }) =>
    [...raw.matchAll(/^cache-control:[ \t]*(.*?)[ \t]*\r?$/gim)].map(([, value]) => value),
  )
  return heads.length > 0 && controls.every((values) => values.join() === 'max-age=60')
}

const CLASSES = ['secluded', 'collapsed', 'replayed', 'replayed-to-fetch'] as const

function seclusion(trace: Trace): Finding {
  if (GROUPS.every((names) => endOf(trace, names) === undefined)) {
    return dependent('delivery/live', 'the first client received no stream')
  }
  return unaskedGroup(trace) ?? leak(trace) ?? pass('secluded', { expected: 'none', actual: 'none' })
}

const secluded: Criterion = {
  id: 'secluded',
  kind: 'required',
  title: 'No client receives events that were sent to another.',
  classes: CLASSES,
  judge: (trace) =>
    isPermitted(trace) ? notApplicable('the application permits caching: cacheable has the result') : seclusion(trace),
}

const cacheable: Criterion = {
  id: 'cacheable',
  kind: 'optimal',
  title: 'Where the application permits caching (max-age), no client receives events that were sent to another.',
  classes: CLASSES,
  judge(trace) {
    if (!isPermitted(trace)) return notApplicable('the application does not permit caching, or is the user’s own')
    const finding = seclusion(trace)
    return finding.outcome === 'fail'
      ? { ...finding, actual: `${finding.actual}, as the application’s Cache-Control permits` }
      : finding
  },
}

const intact: Criterion = {
  id: 'intact',
  kind: 'required',
  title: 'Events that the application sends to a client reach that client.',
  classes: ['whole', 'lost', 'altered'],
  judge(trace) {
    const expected = 'every event reaches the client that it was sent to'
    const clients = GROUPS.flatMap((names) => Object.values(names))
    const sent = [...new Set(clients)].flatMap((client) => originFacts(trace, client, 'sent'))
    for (const { id, digest, index } of sent.filter(({ what }) => what === 'event')) {
      const arrived = clientFacts(trace, ownerOf(id), 'event').find((event) => event.id === id)
      if (arrived?.digest === digest) continue
      if (arrived !== undefined) {
        return fail('altered', { expected, actual: `${id} is altered`, evidence: [index, arrived.index] })
      }
      if (hasOtherIds(trace, ownerOf(id))) {
        return fail('altered', { expected, actual: 'events arrive with other ids', evidence: [index] })
      }
      if (isStalled(trace)) return stalled()
      return fail('lost', { expected, actual: `${id} never arrived`, evidence: [index] })
    }
    return pass('whole', { expected, actual: expected })
  },
}

export const criteria: readonly Criterion[] = [own, secluded, cacheable, intact]
