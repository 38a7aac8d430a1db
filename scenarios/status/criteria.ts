import type { Criterion, Finding, JudgedTrace, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  dependent,
  fail,
  headerValue,
  isBusy,
  isStalled,
  pass,
  sentField,
  stalled,
} from '../../harness/trace/facts.ts'
import { eventSourceOf, FIELDS, STOPS } from './answers.ts'

interface Asked {
  readonly client: string
  readonly status: number
  readonly digest: string
}

const askedIn = (trace: Trace): Asked[] =>
  acts(trace, 'asked').map(({ detail }) => ({
    client: String(detail.client),
    status: Number(detail.status),
    digest: String(detail.digest),
  }))

const headOf = (trace: Trace, client: string) => clientFacts(trace, client, 'head', 1)[0]

/** One difference from what the application sent. */
interface Wrong {
  readonly client: string
  readonly is: string
  /** The status that the application sent. */
  readonly status: number
  readonly what: string
  readonly evidence: readonly number[]
}

/** Whether stalls, in sum, may be the reason why something did not arrive in time. */
function isStarved(trace: JudgedTrace, client: string): boolean {
  const from = clientFacts(trace, client, 'connected', 1)[0]?.t ?? clientFacts(trace, client, 'request', 1)[0]?.t
  const to = clientFacts(trace, client, 'end').at(-1)?.t
  return isStalled(trace) || (from !== undefined && to !== undefined && isBusy(trace, from, to))
}

/** The first difference decides the class; all of them are reported. */
function judgeWrongs(
  wrongs: readonly Wrong[],
  expected: string,
  trace: JudgedTrace,
  waited: readonly string[],
): Finding {
  const [first] = wrongs
  if (first === undefined) return pass('same', { expected, actual: expected })
  if (waited.includes(first.is) && wrongs.some(({ client }) => isStarved(trace, client))) return stalled()
  return fail(first.is, {
    expected,
    actual: `responses changed: ${told(wrongs)}`,
    evidence: wrongs.flatMap(({ evidence }) => evidence),
  })
}

/** `401, 503: no Cache-Control, body replaced; 503: no Retry-After`. */
function told(wrongs: readonly Wrong[]): string {
  const byWhat = [...Map.groupBy(wrongs, ({ what }) => what)]
  const statuses = (same: readonly Wrong[]): string => same.map((wrong) => wrong.status).join(', ')
  const groups = [...Map.groupBy(byWhat, ([, same]) => statuses(same))]
  return groups.map(([of, whats]) => `${of}: ${whats.map(([what]) => what).join(', ')}`).join('; ')
}

const status: Criterion = {
  id: 'status',
  kind: 'required',
  title: 'The status arrives as the application sent it.',
  classes: ['same', 'changed', 'no-answer'],
  judge(trace) {
    const wrongs = askedIn(trace).flatMap(({ client, status: sent }): Wrong[] => {
      const head = headOf(trace, client)
      if (head === undefined) return [{ client, is: 'no-answer', status: sent, what: 'no response', evidence: [] }]
      if (head.status === sent) return []
      return [{ client, is: 'changed', status: sent, what: `arrives as ${head.status}`, evidence: [head.index] }]
    })
    return judgeWrongs(wrongs, "the application's own status", trace, ['no-answer'])
  },
}

const fields: Criterion = {
  id: 'fields',
  kind: 'required',
  title: 'Content-Type, Location, Retry-After, WWW-Authenticate and CORS fields arrive as they were sent.',
  classes: ['same', 'changed', 'dropped'],
  judge(trace) {
    const answered = askedIn(trace).filter(({ client, status: sent }) => headOf(trace, client)?.status === sent)
    if (answered.length === 0) return dependent('status/status', 'no status arrived unchanged')
    const wrongs = answered.flatMap(({ client, status: sent }) => {
      const head = headOf(trace, client)
      return FIELDS.flatMap((field): Wrong[] => {
        const value = sentField(trace, client, field)
        const arrived = headerValue(head?.headers ?? [], field)
        if (value === undefined || arrived === value) return []
        const evidence = head === undefined ? [] : [head.index]
        if (arrived === undefined) return [{ client, is: 'dropped', status: sent, what: `no ${field}`, evidence }]
        return [{ client, is: 'changed', status: sent, what: `${field}: ${arrived}`, evidence }]
      })
    })
    return judgeWrongs(wrongs, "the application's own fields", trace, [])
  },
}

const body: Criterion = {
  id: 'body',
  kind: 'optimal',
  title: 'The body of such a response arrives complete and unaltered.',
  classes: ['same', 'replaced', 'incomplete'],
  judge(trace) {
    const answered = askedIn(trace).filter(({ client, status: sent }) => headOf(trace, client)?.status === sent)
    if (answered.length === 0) return dependent('status/status', 'no status arrived unchanged')
    const wrongs = answered.flatMap(({ client, status: sent, digest }): Wrong[] => {
      const end = clientFacts(trace, client, 'end', 1)[0]
      if (end === undefined || end.message !== 'complete') {
        const evidence = end === undefined ? [] : [end.index]
        return [{ client, is: 'incomplete', status: sent, what: 'body incomplete', evidence }]
      }
      if (end.digest === digest) return []
      return [{ client, is: 'replaced', status: sent, what: 'body replaced', evidence: [end.index] }]
    })
    return judgeWrongs(wrongs, "the application's own bodies", trace, ['incomplete'])
  },
}

const stops: Criterion = {
  id: 'stops',
  kind: 'required',
  title:
    'EventSource gives up when the application tells it to: with a status other than 200, or another Content-Type.',
  classes: ['gives-up', 'comes-back', 'left-waiting'],
  judge(trace) {
    const expected = 'gives up at 204, 503, and 200 with another type'
    for (const name of STOPS) {
      const client = eventSourceOf(name)
      if (clientFacts(trace, client, 'gave-up').length > 0) continue
      const back = clientFacts(trace, client, 'reconnecting')[0]
      const { status: sent } = askedIn(trace).find((asked) => asked.client === name) ?? { status: 0 }
      if (back !== undefined) {
        return fail('comes-back', { expected, actual: `EventSource reconnects after ${sent}`, evidence: [back.index] })
      }
      if (isStarved(trace, client)) return stalled()
      const head = headOf(trace, client)
      const evidence = head === undefined ? [] : [head.index]
      return fail('left-waiting', { expected, actual: `EventSource waits after ${sent}`, evidence })
    }
    return pass('gives-up', { expected, actual: expected })
  },
}

export const criteria: readonly Criterion[] = [status, fields, body, stops]
