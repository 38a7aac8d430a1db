/** Differences between a response as the application produced it and as the client received it. Pure. */

import type { CriterionId, HeaderField, Trace } from '../../harness/model/index.ts'
import { clientFacts, originFacts } from '../../harness/trace/facts.ts'

/** One difference, in one stream. */
export interface Difference {
  /** Class of the criterion; `unasked`: the request did not reach the origin; `elsewhere`: another criterion reports it. */
  readonly observed: string
  readonly actual: string
  readonly evidence: readonly number[]
  /** True if it was inferred from a timeout. */
  readonly waited: boolean
  /** The criterion that reports it, where that is another one. */
  readonly dependsOn?: CriterionId
}

/** Fields that pages, caches and clients act on. A proxy may add others, and its own Date, Server and Via. */
const COMPARED =
  /^(content-type|cache-control|allow|retry-after|location|www-authenticate|content-security-policy|x-content-type-options|referrer-policy|access-control-[a-z-]+)$/

/** Digest of a body without bytes. */
const NOTHING = 'e3b0c44298fc1c14'

const told = (observed: string, actual: string, evidence: readonly number[], waited = false): Difference => ({
  observed,
  actual,
  evidence,
  waited,
})
const elsewhere = (
  observed: string,
  dependsOn: CriterionId,
  actual: string,
  evidence: readonly number[] = [],
): Difference => ({ ...told(observed, actual, evidence), dependsOn })
const indexes = (...facts: readonly ({ readonly index: number } | undefined)[]): number[] =>
  facts.flatMap((fact) => (fact === undefined ? [] : [fact.index]))

export function headDifference(trace: Trace, client: string): Difference | undefined {
  const sent = originFacts(trace, client, 'sent-head')[0]
  const got = clientFacts(trace, client, 'head')[0]
  const evidence = indexes(sent, got)
  if (sent === undefined) {
    if (got === undefined) return elsewhere('unasked', 'delivery/live', 'no request reached the origin', evidence)
    return told('status', `the proxy answers itself, with status ${got.status}`, evidence)
  }
  if (got === undefined) return told('no-answer', 'no response headers arrive', evidence, endedByUs(trace, client))
  if (got.status !== sent.status) return told('status', `status ${sent.status} arrives as ${got.status}`, evidence)
  const own = fieldsOf(sent.raw)
  const names = new Set([...own, ...got.headers].map(([name]) => name.toLowerCase()))
  for (const name of [...names].filter((one) => COMPARED.test(one)).sort(typeFirst)) {
    const [was, is] = [fieldValue(own, name), fieldValue(got.headers, name)]
    if (was === is) continue
    const observed = name === 'content-type' ? name : 'fields'
    return told(observed, `${name} ${was ?? '(none)'} arrives as ${is ?? '(none)'}`, evidence)
  }
  const missing = varied(own).filter((name) => !varied(got.headers).includes(name))
  return missing.length === 0 ? undefined : told('fields', `vary ${missing.join(', ')} is dropped`, evidence)
}

export function eventDifference(trace: Trace, client: string): Difference | undefined {
  const unread = unreadable(trace, client)
  if (unread !== undefined) return unread
  const sent = originFacts(trace, client, 'sent').filter(({ what }) => what === 'event')
  const got = clientFacts(trace, client, 'event')
  const lost = without(sent, got)
  const strange = without(got, sent)
  const name = ({ id, index }: { id: string; index: number }) =>
    id === '' ? `event ${index}` : `the event with id ${id}`
  const [first] = lost
  const [other] = strange
  if (first !== undefined && other !== undefined) {
    return told('altered', `${name(first)} is altered`, indexes(first, other))
  }
  // Events in transit when the proxy closed the connection are not counted as lost: see same-body.
  const prefix = got.every(({ digest }, n) => digest === sent[n]?.digest)
  if (first !== undefined && !(prefix && leftEarly(trace, client, sent.at(-1)?.written ?? 0))) {
    const actual = `${lost.length} of ${sent.length} events do not arrive`
    return told('lost', actual, indexes(first), endedByUs(trace, client))
  }
  if (other !== undefined) {
    const again = sent.some(({ digest }) => digest === other.digest)
    return told(again ? 'duplicated' : 'altered', `${strange.length} more events arrive than were sent`, indexes(other))
  }
  const swapped = got.find(({ digest }, n) => digest !== sent[n]?.digest)
  return swapped === undefined ? undefined : told('reordered', `${name(swapped)} is out of order`, indexes(swapped))
}

export function bodyDifference(trace: Trace, client: string): Difference | undefined {
  const unread = unreadable(trace, client)
  if (unread !== undefined) return unread
  if (eventDifference(trace, client) !== undefined)
    return elsewhere('elsewhere', 'application/same-events', 'the events differ')
  const sent = originFacts(trace, client, 'sent')
  const last = sent.filter(({ what }) => what === 'bytes').at(-1)
  const end = clientFacts(trace, client, 'end')[0]
  const evidence = indexes(last, end)
  if (leftEarly(trace, client, last?.written ?? 0)) {
    return told('incomplete', 'the proxy closed the connection before the response ended', evidence)
  }
  if ((end?.digest ?? NOTHING) === (last?.digest ?? NOTHING)) return undefined
  const comments = sent.filter(({ what }) => what === 'comment')
  const arrived = clientFacts(trace, client, 'comment')
  if (arrived.length < comments.length) {
    const actual = `${comments.length - arrived.length} of ${comments.length} comments do not arrive`
    return told('comments-dropped', actual, indexes(comments[0], ...arrived), endedByUs(trace, client))
  }
  if (end === undefined || end.message !== 'complete') {
    return told('incomplete', 'the body arrives incomplete', evidence, endedByUs(trace, client))
  }
  return told('altered', 'the body is altered', evidence)
}

/** True if the proxy closed the connection before it had the whole body. It may close it once it has Content-Length bytes. */
function leftEarly(trace: Trace, client: string, written: number): boolean {
  if (originFacts(trace, client, 'closed')[0]?.how === 'end') return false
  const head = originFacts(trace, client, 'sent-head')[0]
  return Number(fieldValue(fieldsOf(head?.raw ?? ''), 'content-length') ?? -1) !== written
}

/** Why a body is not compared: it is not the application's, or the client did not read it. */
function unreadable(trace: Trace, client: string): Difference | undefined {
  const head = headDifference(trace, client)
  if (head === undefined || head.observed === 'content-type' || head.observed === 'fields') return undefined
  return head.observed === 'unasked'
    ? head
    : elsewhere('elsewhere', 'application/same-head', 'the headers differ', head.evidence)
}

const endedByUs = (trace: Trace, client: string): boolean => clientFacts(trace, client, 'end')[0]?.byUs !== false

interface Digested {
  readonly digest: string
  readonly index: number
  readonly id: string
}
/** Multiset difference: entries of the first list that are missing from the second. */
function without<T extends Digested>(list: readonly T[], other: readonly Digested[]): T[] {
  const rest = other.map(({ digest }) => digest)
  return list.filter(({ digest }) => {
    const at = rest.indexOf(digest)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
}

/** Of a raw response head. */
function fieldsOf(raw: string): HeaderField[] {
  return raw
    .split('\r\n')
    .slice(1)
    .flatMap((line) => {
      const colon = line.indexOf(':')
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const]
    })
}

/** Of all fields of that name, as one (RFC 9110 §5.3). */
function fieldValue(fields: readonly HeaderField[], name: string): string | undefined {
  const values = fields.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}

/** The names in Vary, each once. */
function varied(fields: readonly HeaderField[]): string[] {
  const names = (fieldValue(fields, 'vary') ?? '').toLowerCase().split(',')
  return [...new Set(names.map((name) => name.trim()))].filter((name) => name !== '')
}

const typeFirst = (a: string, b: string): number => Number(b === 'content-type') - Number(a === 'content-type')
