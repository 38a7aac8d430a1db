/** Observes the application's response without a proxy and without withholding anything: which bytes arrived when. */
import { setTimeout as pause } from 'node:timers/promises'
import type { AnswerEnd, AnswerSource } from '../../servers/relay/application.ts'
import { MAX_EVENT, type Piece } from '../../servers/relay/pieces.ts'
import { type Recording, recordingOf } from '../../servers/relay/recording.ts'
import type { RelayedExchange } from '../../servers/relay/relayed-exchange.ts'
import type { Ms } from '../model/index.ts'
import { watchStalls } from '../run/event-loop-stalls.ts'
import { now } from '../wire/timestamp.ts'
import { within } from '../wire/within.ts'
import { type OpenEnd, openEnd } from './leaving.ts'
import { type OpenWith, openThrough } from './opened-stream.ts'
import type { AppRoute } from './route.ts'
import type { AppTarget } from './target.ts'

export interface Observation {
  readonly response: RelayedExchange['response']
  readonly pieces: readonly Piece[]
  readonly end: AnswerEnd | undefined
  /** Time from the request to the response head; undefined where no head arrived. */
  readonly headAfter: Ms | undefined
  /** Time from the response head to the first piece. */
  readonly firstAfter: Ms | undefined
  /** How long the answer was observed. */
  readonly lasted: Ms
  /** Bytes of the body, as far as it consists of pieces. */
  readonly bytes: number
  /** What arrived after the last piece: the beginning of an event. */
  readonly unfinished: Buffer
  readonly recording: Recording | undefined
  /** Longest stall of this process's event loop during the observation. */
  readonly stall: Ms
  /** Both ends of the connection to the application. */
  readonly ends: RelayedExchange['ends']
}

export interface ObserveOptions extends OpenWith {
  /** Longest time that the stream is observed, from its head. */
  readonly window: Ms
  /** Longest time for its head. Default: `window`. */
  readonly headWithin?: Ms
  /** Number of moments with a piece that are sufficient, after at least `least` ms. */
  readonly enough?: number
  readonly least?: Ms
  readonly onHead?: () => void
  /** Makes the application send something. */
  readonly trigger?: (() => void) | undefined
  /** Called when the connection to the application has been closed. `open`: the application's end of it, where the kernel listed it. */
  readonly onLeft?: (ends: RelayedExchange['ends'], open: OpenEnd | undefined) => void
  readonly signal?: AbortSignal
}

/** Number of moments with a piece that show how a stream flows; after them it is observed no longer than `least`. */
const ENOUGH = 6
/** Maximum number of bytes that are read from an application that floods. */
export const MAX_BYTES = 8 * 1024 * 1024
/** Maximum number of events that are read. The relay stores as many pieces. */
export const MAX_EVENTS = 20_000
const POLL_INTERVAL: Ms = 20
const TOGETHER: Ms = 5
const CLOSING: Ms = 500
const TRIGGER_EVERY: Ms = 400
/** Number of pieces in a recording. */
const RECORDED = 2

export async function observe(
  route: AppRoute,
  target: AppTarget,
  source: AnswerSource,
  options: ObserveOptions,
): Promise<Observation> {
  const { window, headWithin = window, enough = ENOUGH, least = 0, onHead, trigger, onLeft, signal, ...open } = options
  let stall = 0
  using _ = watchStalls((ms) => {
    stall = Math.max(stall, ms)
  })
  await using stream = openThrough(route, target, source, open)
  const exchange = await stream.exchange(1, headWithin)
  if (exchange === undefined) throw new Error('the relay was not asked, although nothing is in front of it')
  exchange.release(Number.POSITIVE_INFINITY)
  const { signal: stopped = new AbortController().signal } = { signal }
  await within(headWithin, exchange.head())
  if (exchange.response !== undefined) onHead?.()
  const since = exchange.response?.at ?? now()
  const deadline = exchange.response === undefined ? since : since + window
  let triggered = Number.NEGATIVE_INFINITY
  while (now() < deadline && exchange.end === undefined && !stopped.aborted) {
    if (momentsOf(exchange.pieces) >= enough && now() - since >= least && !isAwaitingComment(exchange.pieces)) break
    if (exchange.passedBytes > MAX_BYTES || eventsOf(exchange.pieces) >= MAX_EVENTS || isEndlessEvent(exchange)) break
    if (exchange.response === undefined && exchange.peerLeft !== undefined) break
    if (trigger !== undefined && now() - triggered > TRIGGER_EVERY) {
      triggered = now()
      trigger()
    }
    await pause(POLL_INTERVAL)
  }
  const { response, pieces, end, ends } = exchange
  const seen: Observation = {
    response,
    pieces: [...pieces],
    end,
    headAfter: response === undefined ? undefined : response.at - exchange.requestedAt,
    firstAfter: response === undefined || pieces[0] === undefined ? undefined : pieces[0].at - response.at,
    lasted: (end?.t ?? now()) - exchange.requestedAt,
    bytes: exchange.passedBytes,
    unfinished: exchange.unfinished,
    recording: recordingOf(exchange, RECORDED),
    stall,
    ends,
  }
  const theirEnd = openEnd(ends)
  await stream.client.close()
  await within(CLOSING, exchange.left())
  onLeft?.(ends, theirEnd)
  return seen
}

export const eventsOf = (pieces: readonly Pick<Piece, 'content'>[]): number =>
  pieces.reduce((sum, { content }) => sum + content.filter(({ fact }) => fact === 'event').length, 0)

/** One or two comments do not yet show a heartbeat, but three do; without any comment there is no reason to wait. */
export function isAwaitingComment(pieces: readonly Pick<Piece, 'content'>[]): boolean {
  const count = pieces.filter(({ content }) => content.some(({ fact }) => fact === 'comment')).length
  return count === 1 || count === 2
}

/** Pieces that arrived together count once. */
const momentsOf = (pieces: readonly Piece[]): number =>
  pieces.filter(({ at }, n) => at - (pieces[n - 1]?.at ?? 0) > TOGETHER).length

/** An event is too long to be read further. */
export function isEndlessEvent({ pieces }: Pick<Observation, 'pieces'>): boolean {
  let open = 0
  for (const { bytes, content, atBoundary } of pieces) {
    open = content.length > 0 ? 0 : open + bytes
    if (open > MAX_EVENT) return true
    if (atBoundary) open = 0
  }
  return false
}
