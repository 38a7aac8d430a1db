/**
 * Judges whether the application's stream is correct, from what was observed without a proxy; each finding names the rule that it
 * refers to. Pure.
 */
import { mediaType } from '../client/head.ts'
import type { Ms } from '../model/index.ts'
import type { TextFaults } from '../stream-text/stream-text.ts'
import { textFindings } from '../stream-text/text-findings.ts'
import type { AppFinding } from './app-finding.ts'
import type { Asked } from './ask.ts'
import { bodyFindings, cacheFindings } from './body-findings.ts'
import type { Flow } from './flow.ts'
import { frameworkOf, isVitesProxy } from './framework-of.ts'
import { isInformed } from './given.ts'
import { headFindings } from './head-findings.ts'
import { idFindings } from './id-findings.ts'
import type { Observation } from './observe.ts'
import type { OneAtATime } from './one-at-a-time.ts'
import type { ResumeResult } from './resume.ts'
import { retryFindings } from './retry-findings.ts'
import { serverLimit } from './server-limit.ts'
import { longerFor, seconds } from './time-words.ts'
import { variationFindings } from './variation-findings.ts'
import type { Variations } from './variations.ts'

export interface Direct {
  readonly observation: Observation
  readonly flow: Flow
  readonly text: TextFaults
  readonly method: 'GET' | 'POST'
  /** The same request, sent while the first stream was open. */
  readonly second: Asked | undefined
  /** The same request over HTTP/1.0. */
  readonly old: Asked | undefined
  readonly head: Asked | undefined
  readonly preflight: Asked | undefined
  readonly resume: ResumeResult | undefined
  readonly oneAtATime: OneAtATime
  /** After these requests it no longer responds. */
  readonly stopped: Variations['stopped']
}

const HTML = (section: string): string => `WHATWG HTML §${section}`
const RFC = (section: string): string => `RFC ${section}`

/** ms. A head that takes longer is late, and a first event that takes longer is not an accident of the network. */
const LATE: Ms = 300
const TOGETHER: Ms = 5

export function findingsOf(direct: Direct): AppFinding[] {
  const { observation, flow, text, method } = direct
  const { response, end } = observation
  if (response === undefined) return []
  const { status, headers, encoding } = response.head
  const found: AppFinding[] = []
  const add = (id: string, level: AppFinding['level'], says: string, rule: string): void =>
    void found.push({ id, level, says, rule })
  const type = mediaType(headers)
  const isSilent = observation.bytes + observation.unfinished.length === 0

  if (status !== 200)
    add('status', 'error', `status ${status}: EventSource gives up, and does not reconnect`, HTML('9.2.3'))
  if (status === 200 && type !== 'text/event-stream') {
    found.push({
      id: 'content-type',
      level: 'error',
      says: `Content-Type is ${type || 'missing'}: EventSource accepts text/event-stream only; ids, heartbeats and events in a body of another type are not tested here`,
      rule: HTML('9.2.3'),
      advice:
        'send Content-Type: text/event-stream; only a client that reads the body by itself, as with fetch, needs no change',
    })
  }
  if (status !== 200 || type !== 'text/event-stream') return found

  found.push(...headFindings(response.head))
  if (isInformed(response.raw))
    add(
      'informational',
      'warning',
      'an informational response (1xx) comes before the response: some proxies and clients take it for the response itself',
      RFC('9110 §15.2'),
    )
  if (isVitesProxy(headers))
    add(
      'development-proxy',
      'note',
      'the response comes through the proxy of a development server (Vite): what is said here holds for both; give the application’s own URL to test what goes into production',
      RFC('9110 §3.7'),
    )
  found.push(...serverLimit(headers, observation))

  // Each of several requests has to show it, because one may have been delayed by a busy machine.
  const heads = [
    observation.headAfter ?? 0,
    ...[direct.second, direct.old].flatMap((one) => (one?.headAfter === undefined ? [] : [one.headAfter])),
  ]
  // A stall of this process delays a head at most by its own length.
  if (Math.min(...heads) - observation.stall > LATE && (observation.firstAfter ?? LATE) <= TOGETHER) {
    add(
      'headers-late',
      'warning',
      `response headers are sent with the first event only, after ${seconds(Math.min(...heads))}: the client does not know that it is connected`,
      HTML('9.2.3'),
    )
  }
  if (flow.cluster !== undefined) {
    const layer =
      encoding === ''
        ? 'they are sent together, or a layer of the application buffers them'
        : `its own compression (${encoding}) may not be flushed per event`
    add('clusters', 'warning', `events come in groups of ${flow.cluster}: ${layer}`, HTML('9.2.7'))
  } else if (encoding !== '' && flow.events === 0 && isSilent && end === undefined) {
    add(
      'compression-unflushed',
      'error',
      `its own compression (${encoding}) flushed nothing within ${seconds(observation.lasted)}`,
      HTML('9.2.7'),
    )
  } else if (encoding !== '')
    add(
      'compressed',
      'note',
      `the application compresses the stream itself (${encoding}), and flushes it per event`,
      RFC('9110 §8.4'),
    )

  if (isSilent && encoding === '' && end === undefined && frameworkOf(headers) === 'php')
    add(
      'php-output-buffering',
      'warning',
      `nothing was sent within ${seconds(observation.lasted)}: with output_buffering (4096 in most php.ini) flush() sends nothing of what was echoed; end it first: while (ob_get_level() > 0) ob_end_flush();`,
      HTML('9.2.7'),
    )

  found.push(...textFindings(text))
  found.push(...retryFindings(flow.retry))
  found.push(...idFindings(direct), ...cacheFindings(observation))
  if (flow.heartbeat === undefined && end === undefined) {
    add(
      'no-heartbeat',
      'warning',
      `no heartbeat was seen within ${seconds(observation.lasted)}: proxies close a stream that is idle, most after 60 s${longerFor(observation.lasted, 'observes it longer')}`,
      HTML('9.2.7'),
    )
  }
  found.push(...bodyFindings(observation))
  found.push(...variationFindings(direct))
  if (direct.oneAtATime !== undefined) {
    add(
      'one-at-a-time',
      'error',
      direct.oneAtATime === 'waits'
        ? 'while one stream is open, no other request is answered: one client shuts out all others'
        : `while one stream is open, another request gets status ${direct.oneAtATime}, after which EventSource does not reconnect; where that counts by address, all clients behind a proxy are one`,
      RFC('9110 §2.1'),
    )
  }
  if (direct.stopped === true) {
    add(
      'stopped',
      'error',
      'after some requests it answers none any more: it still serves clients that have left',
      RFC('9112 §9.5'),
    )
  }
  if (method === 'POST')
    add(
      'post',
      'note',
      'EventSource cannot send a POST: clients need fetch, and reconnect by themselves',
      HTML('9.2.2'),
    )
  return found
}
