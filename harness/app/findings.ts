/**
 * Judges whether the application's stream is correct, from what was observed without a proxy; each finding names the rule that it
 * refers to. Pure.
 */
import { fieldValue } from '../../servers/relay/message-head.ts'
import { mediaType } from '../client/head.ts'
import type { Ms } from '../model/index.ts'
import type { AppFinding } from './app-finding.ts'
import type { Asked } from './ask.ts'
import type { Flow } from './flow.ts'
import { frameworkOf, isVitesProxy } from './framework-of.ts'
import { headFindings } from './head-findings.ts'
import { idFindings } from './id-findings.ts'
import type { Observation } from './observe.ts'
import type { OneAtATime } from './one-at-a-time.ts'
import type { ResumeResult } from './resume.ts'
import { serverLimit } from './server-limit.ts'
import type { TextFaults } from './stream-text.ts'
import { seconds } from './time-words.ts'
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
  const { status, headers, encoding, framing } = response.head
  const found: AppFinding[] = []
  const add = (id: string, level: AppFinding['level'], says: string, rule: string): void =>
    void found.push({ id, level, says, rule })
  const type = mediaType(headers)

  if (status !== 200)
    add('status', 'error', `status ${status}: EventSource gives up, and does not reconnect`, HTML('9.2.3'))
  if (status === 200 && type !== 'text/event-stream') {
    add(
      'content-type',
      'error',
      `Content-Type is ${type || 'missing'}: EventSource accepts text/event-stream only; ids, heartbeats and events in a body of another type are not read`,
      HTML('9.2.3'),
    )
  }
  if (status !== 200 || type !== 'text/event-stream') return found

  found.push(...headFindings(response.head))
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
  } else if (encoding !== '' && flow.events === 0 && observation.bytes === 0 && end === undefined) {
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

  if (observation.bytes === 0 && encoding === '' && end === undefined && frameworkOf(headers) === 'php')
    add(
      'php-output-buffering',
      'warning',
      `nothing was sent within ${seconds(observation.lasted)}: with output_buffering (4096 in most php.ini) flush() sends nothing of what was echoed; end it first: while (ob_get_level() > 0) ob_end_flush();`,
      HTML('9.2.7'),
    )

  if (text.invalidUtf8)
    add('utf-8', 'error', 'the stream is not valid UTF-8: clients show replacement characters', HTML('9.2.5'))
  if (text.bom) add('bom', 'note', 'the stream begins with a byte order mark, which clients skip', HTML('9.2.5'))
  if (text.loneCr)
    add(
      'lone-cr',
      'warning',
      'lines end with a CR alone: allowed, but a client cannot know whether an LF follows, and may wait for the next byte',
      HTML('9.2.5'),
    )
  if (text.unfinished !== undefined) {
    add(
      'unfinished-event',
      'error',
      `the last event has no blank line behind it, so clients drop it: ${JSON.stringify(text.unfinished)}`,
      HTML('9.2.6'),
    )
  }
  if (text.unknownFields.length > 0) {
    const names = text.unknownFields.map((name) => JSON.stringify(name.slice(0, 30))).join(', ')
    add(
      'unknown-field',
      'warning',
      `lines that clients ignore begin with ${names}: a line of an event begins with data:, event:, id: or retry:`,
      HTML('9.2.6'),
    )
  }
  if (text.badRetry !== undefined)
    add(
      'retry',
      'warning',
      `retry: ${JSON.stringify(text.badRetry.slice(0, 30))} is not a number of digits only, and is ignored`,
      HTML('9.2.6'),
    )
  found.push(...retryFindings(flow.retry))
  if (text.idWithNull) add('id-null', 'warning', 'an id contains U+0000, and is ignored', HTML('9.2.6'))

  found.push(...idFindings(direct), ...cacheFindings(direct))
  if (flow.heartbeat === undefined && end === undefined) {
    add(
      'no-heartbeat',
      'warning',
      `no heartbeat was seen within ${seconds(observation.lasted)}: proxies close a stream that is idle, most after 60 s (--for 60s observes it longer)`,
      HTML('9.2.7'),
    )
  }
  if (framing === 'close-delimited' && end === undefined) {
    add(
      'close-delimited',
      'warning',
      'an HTTP/1.1 request is answered without Transfer-Encoding or Content-Length: a truncated stream looks complete',
      RFC('9112 §6.3'),
    )
  }
  if (framing === 'content-length') {
    const length = fieldValue(headers, 'content-length')
    const effect =
      end === undefined
        ? `the stream ends after ${length} bytes, and nothing can be added to it`
        : 'it is not sent as it is made'
    add(
      'content-length',
      end === undefined ? 'warning' : 'note',
      `the response has a Content-Length: ${effect}`,
      RFC('9112 §6.2'),
    )
  }
  if (end !== undefined && end.how !== 'complete') {
    const how = end.how === 'rst' ? 'a reset' : end.how === 'fin' ? 'a FIN inside the body' : end.detail
    add(
      'cut',
      'error',
      `the application ended the connection after ${seconds(observation.lasted)} without ending its response (${how})`,
      RFC('9112 §8'),
    )
  }
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

/** ms. A client that waits longer for its next attempt looks dead to its user. */
const LONG_RETRY: Ms = 60_000

/** Browsers do not agree on a limit of their own: some wait as long as they are told. */
function retryFindings(retry: number | undefined): AppFinding[] {
  const rule = HTML('9.2.3')
  if (retry === undefined) return []
  if (retry === 0)
    return [
      {
        id: 'no-retry-wait',
        level: 'note',
        says: 'retry: 0 makes clients reconnect without a pause, all at the same time after a restart',
        rule,
      },
    ]
  if (retry <= LONG_RETRY) return []
  const says = `retry: ${retry} makes a client wait ${sayLong(retry)} after a lost connection (the number is in ms)`
  return [{ id: 'long-retry', level: 'warning', says, rule }]
}

const DAY: Ms = 86_400_000
const sayLong = (ms: Ms): string =>
  ms < DAY ? `${Math.round(ms / 60_000)} min` : ms < 1000 * DAY ? `${Math.round(ms / DAY)} days` : 'for years'

function cacheFindings({ observation }: Direct): AppFinding[] {
  const cache = fieldValue(observation.response?.head.headers ?? [], 'cache-control')
  if (cache === undefined) {
    return [
      {
        id: 'no-cache-control',
        level: 'warning',
        says: 'no Cache-Control: a cache may store the stream and serve it to another client',
        rule: RFC('9111 §4.2.2'),
      },
    ]
  }
  const stores = !/no-store|no-cache|private/i.test(cache)
  return stores
    ? [
        {
          id: 'cacheable',
          level: 'warning',
          says: `Cache-Control: ${cache} lets a cache store the stream`,
          rule: RFC('9111 §3'),
        },
      ]
    : []
}
