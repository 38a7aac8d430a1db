/** Requests one URL several times, one stream after the other, and describes its stream. */

import type { Ms } from '../model/index.ts'
import { mapStrings } from '../redact/map-strings.ts'
import { keepSecretsOf, redactUrls } from '../redact/redact.ts'
import type { HttpRequest } from '../typed/http-request.ts'
import { obstacleOf } from './answer.ts'
import { namedBetween } from './between.ts'
import { againstDirect, againstFront, againstIdentity } from './compare.ts'
import { errorAnswer } from './error-answer.ts'
import { type Found, WHATWG } from './finding.ts'
import { besideComparison } from './guesses.ts'
import type { KnownHop } from './known-hops.ts'
import type { Observation } from './observation.ts'
import { observe, type Watch } from './observe.ts'
import { directFails, onPath } from './obstacle-on-path.ts'
import { recognise } from './recognise.ts'
import type { ProbeReport } from './report.ts'
import { gradeOf, sentenceOf } from './report.ts'
import { afterResume } from './resume.ts'
import { LONGEST_FIELD, LONGEST_SENTENCE, shortened } from './shortened.ts'
import { streamFindings } from './stream.ts'
import type { ProbeTarget } from './target.ts'
import { bySide, RESUME_FAULTS, resumedBySide } from './which-side.ts'

export interface ProbeOptions {
  readonly target: ProbeTarget
  readonly request: HttpRequest
  /** The same stream without the proxies. */
  readonly direct: ProbeTarget | undefined
  readonly window: Ms
  readonly hops: readonly KnownHop[]
  /** Send one more request, which is not valid HTTP: the response identifies the nearest hop. */
  readonly identify: boolean
  readonly signal: AbortSignal
  tell(line: string): void
}

/** For the streams that only serve as a comparison. */
const SHORT: Ms = 5000
/** Bytes. nginx, Apache and others refuse a longer field by default (large_client_header_buffers, LimitRequestFieldSize). */
const LONGEST_ID = 8000

export async function probe(options: ProbeOptions): Promise<ProbeReport> {
  const { target, request, direct, window, hops, signal, tell } = options
  for (const { url } of [target, ...(direct === undefined ? [] : [direct])]) keepSecretsOf(request.headers, url)
  const watch = (more: Partial<Watch> = {}): Watch => ({ front: frontOf(target), window, signal, ...more })
  tell(`${request.method} ${redactUrls(target.url)}, for at most ${window / 1000} s`)
  const [seen, beside] = await Promise.all([
    observe(target, request, watch()),
    direct && observe(direct, request, watch({ front: frontOf(direct) })),
  ])
  const obstacle = obstacleOf(seen, request, target.url)
  const first =
    obstacle === undefined
      ? [
          ...(beside === undefined ? [] : pathFindings(seen, beside, request, direct?.url ?? '')),
          ...(beside === undefined ? streamFindings(seen) : sided(streamFindings(seen), seen, beside, options)),
        ]
      : [
          ...(beside === undefined ? [obstacle] : onPath(obstacle, beside, request, direct?.url ?? '')),
          ...postOnly(obstacle, request, seen.head?.status),
        ]
  const more = obstacle === undefined && !signal.aborted ? await compared(options, seen, beside, watch) : []
  const isExplained = more.some(({ id }) => id === 'delayed-by-compression')
  const found = [...first.filter(({ id }) => !(isExplained && id === 'too-few-events')), ...more]
  const isReached = seen.head !== undefined || obstacle?.id === 'no-headers'
  const identified = options.identify && isReached && !signal.aborted
  if (identified) tell('one invalid request, for the answer of the nearest hop')
  const nearest = identified ? await errorAnswer(target, signal) : undefined
  const named = recognise(hops, seen.head?.headers ?? [], nearest)
  const behind = recognise(hops, beside?.head?.headers ?? [])
  const decided =
    beside === undefined ? found : namedBetween(obstacle === undefined ? besideComparison(found) : found, named, behind)
  // The server controls its response and may return what the client sent.
  const { findings, sentence } = mapStrings({ findings: decided, sentence: sentenceOf(decided) }, (text) =>
    repeated(text, LONGEST_SENTENCE),
  )
  const [observation, besideSaid] = mapStrings([seen, beside], (text) => repeated(text, LONGEST_FIELD))
  return {
    url: redactUrls(target.url),
    method: request.method,
    grade: gradeOf(decided),
    findings,
    sentence,
    observation,
    hops: named,
    identified,
    ...(besideSaid === undefined ? {} : { direct: besideSaid }),
  }
}

const frontOf = ({ tls }: ProbeTarget): 'h1' | 'h1+tls' => (tls === undefined ? 'h1' : 'h1+tls')

function pathFindings(seen: Observation, beside: Observation, request: HttpRequest, url: string): Found[] {
  const obstacle = obstacleOf(beside, request, url)
  return obstacle === undefined ? againstDirect(seen, beside) : [directFails(obstacle)]
}

/** Only a direct stream can be compared. */
const sided = (found: readonly Found[], seen: Observation, beside: Observation, { direct, request }: ProbeOptions) =>
  direct === undefined || obstacleOf(beside, request, direct.url) !== undefined ? found : bySide(found, seen, beside)

/** With which an application answers a method that it has no use for, beside 405. A 401, or a gateway's 502, says nothing of it. */
const METHOD_STATUSES = [400, 404, 415, 422, 501]

const postOnly = ({ id }: Found, { method }: HttpRequest, status = 0): Found[] =>
  id === 'status' && method === 'GET' && METHOD_STATUSES.includes(status)
    ? [{ id: 'maybe-post', level: 'note', says: 'an endpoint that takes a POST answers a GET so, too: --method POST' }]
    : []

async function compared(
  { target, request, direct, window, signal, tell }: ProbeOptions,
  seen: Observation,
  beside: Observation | undefined,
  watch: (more?: Partial<Watch>) => Watch,
): Promise<Found[]> {
  const short = Math.min(SHORT, window)
  const found: Found[] = []
  if (seen.head?.encoding !== '') {
    tell('once more without Accept-Encoding')
    const identity = await observe(target, request, watch({ headers: { 'Accept-Encoding': 'identity' } }))
    found.push(...againstIdentity(seen, identity))
  }
  const last = seen.events.at(-1)?.id ?? ''
  if (Buffer.byteLength(last) > LONGEST_ID) found.push(longId(last))
  else if (request.method === 'GET' && last !== '' && !signal.aborted) {
    tell(`once more with Last-Event-ID: ${repeated(last, LONGEST_SENTENCE)}`)
    const headers = { 'Last-Event-ID': last }
    const isEnough: Watch['isEnough'] = ({ fact }) => fact === 'event'
    const again = (one: ProbeTarget): Promise<Observation> =>
      observe(one, request, watch({ front: frontOf(one), window: short, headers, isEnough }))
    const resumed = afterResume(seen, await again(target))
    const isOdd = resumed.some(({ id }) => RESUME_FAULTS.includes(id))
    const directly =
      !isOdd || direct === undefined || beside === undefined || signal.aborted
        ? []
        : afterResume({ ...beside, events: seen.events }, await again(direct))
    found.push(...resumedBySide(resumed, directly))
  }
  // A POST is not repeated more often than necessary, because it may have a cost.
  if (target.tls !== undefined && request.method === 'GET' && !signal.aborted) {
    tell('once more over HTTP/2')
    const isEnough: Watch['isEnough'] = ({ fact }) => fact === 'body'
    const other = await observe(target, request, watch({ front: 'h2+tls', window: short, isEnough }))
    found.push(...againstFront(seen, other, 'HTTP/2'))
  }
  return found
}

/** The text without secrets. One that a cut would divide is after the end of what is repeated. */
const repeated = (text: string, most: number): string =>
  shortened(redactUrls(text.slice(0, 8 * LONGEST_FIELD)), most, text.length)

const longId = (id: string): Found => ({
  id: 'id-too-long',
  level: 'broken',
  says: `the last id has ${Buffer.byteLength(id).toLocaleString('en-US')} bytes: a reconnect sends it as Last-Event-ID, and most servers refuse so long a field`,
  source: WHATWG,
})
