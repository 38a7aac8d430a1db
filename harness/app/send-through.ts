/** Sends one stream of the application through a route: each piece is withheld until the client has the previous one. */
import { randomBytes } from 'node:crypto'
import type { AnswerSource } from '../../servers/relay/application.ts'
import { type Recording, recordingOf } from '../../servers/relay/recording.ts'
import type { RelayedExchange } from '../../servers/relay/relayed-exchange.ts'
import type { Ms } from '../model/index.ts'
import { watchStalls } from '../run/event-loop-stalls.ts'
import { now } from '../wire/timestamp.ts'
import { within } from '../wire/within.ts'
import { leave } from './leave-behind-proxy.ts'
import { type OpenEnd, openEnd, untilFree } from './leaving.ts'
import { type OpenedStream, openThrough } from './opened-stream.ts'
import type { Flushed, GatedPiece, Passage } from './passage.ts'
import type { AppRoute } from './route.ts'
import type { AppTarget } from './target.ts'
import { ENOUGH_FOR_TIMER, timerDelay } from './timer-delay.ts'

export interface SendOptions {
  /** Maximum time for the application's head, and for all of its pieces together. */
  readonly window: Ms
  /** Number of pieces that are withheld one by one. */
  readonly pieces: number
  /** Makes the application send something. */
  readonly trigger?: (() => void) | undefined
  /** Longest delay of an event without a proxy. */
  readonly plain?: Ms
  /** Called as soon as the application has sent what a recording needs; not where it sends less. */
  readonly onRecorded?: (recording: Recording | undefined) => void
}

/** How long to wait for a piece, or for the head. */
const PATIENCE: Ms = 1000
/** Time limit for a request to arrive through a proxy. */
const REQUEST_PATIENCE: Ms = 5000
/** Maximum padding in bytes: if more does not flush the piece, its buffer is not limited by size. */
const MAX_PADDING = 300_000
const STEP_EVERY: Ms = 12
/** After a flush of one of these kinds the stream is still open. */
const STILL_OPEN: ReadonlySet<Flushed['by']> = new Set<Flushed['by']>(['bytes', 'next', 'time'])
/** Time for the rest of a flush, and for a piece that arrives with the head. */
const MOMENT: Ms = 100
/** Number of pieces in a recording, for tests without the application. */
const RECORDED = 4

interface Sent {
  readonly passage: Passage
  readonly recording: Recording | undefined
  /** Resolves when an application that serves one request at a time can accept the next one. */
  readonly free: () => Promise<void>
}

export async function sendThrough(
  route: AppRoute,
  target: AppTarget,
  source: AnswerSource,
  options: SendOptions,
): Promise<Sent> {
  let stall = 0
  using _ = watchStalls((ms) => {
    stall = Math.max(stall, ms)
  })
  await using stream = openThrough(route, target, source)
  const exchange = await stream.exchange(1, REQUEST_PATIENCE)
  if (exchange === undefined) {
    const status = stream.of('head')[0]?.status
    return {
      passage: { unasked: { status, code: stream.of('end')[0]?.code ?? '' }, pieces: [], stall },
      recording: undefined,
      free: async () => {},
    }
  }
  void exchange.came(RECORDED).then(() => {
    if (exchange.pieces.length >= RECORDED) options.onRecorded?.(recordingOf(exchange, RECORDED))
  })
  let open: OpenEnd | undefined
  const onLeaving = (): void => {
    if (target.oneAtATime === true) open = openEnd(exchange.ends)
  }
  const seen = await follow(stream, exchange, { ...options, onLeaving })
  const passage = { requestVersion: exchange.request.version, ...seen, stall }
  return { passage, recording: recordingOf(exchange, RECORDED), free: () => untilFree(exchange.ends, open) }
}

async function follow(
  stream: OpenedStream,
  exchange: RelayedExchange,
  { window, pieces: most, trigger, plain = 0, onLeaving }: SendOptions & { readonly onLeaving: () => void },
): Promise<Omit<Passage, 'stall'>> {
  const deadline = now() + window
  await within(window, exchange.head())
  exchange.release(0)
  // An application that is slow this time gets as long as a client's end would.
  if (exchange.response === undefined) await within(PATIENCE, Promise.race([exchange.head(), stream.client.ended()]))
  const { response } = exchange
  if (response === undefined) {
    await within(PATIENCE, stream.client.ended())
    return { pieces: [], ...endOf(exchange), ...receivedOf(stream) }
  }
  const headDelayed = !(await within(PATIENCE, stream.client.head()))
  const pieces: GatedPiece[] = []
  let flushed: Flushed | undefined
  const isUndecided = (n: number): boolean =>
    n <= ENOUGH_FOR_TIMER && timerDelay(pieces, plain) === 'more events needed'
  for (let n = 1; (n <= most || isUndecided(n)) && flushed === undefined; n += 1) {
    if (exchange.pieces.length < n) trigger?.()
    if (!(await within(Math.max(0, deadline - now()), Promise.race([exchange.came(n), stream.client.ended()])))) break
    const piece = exchange.pieces[n - 1]
    if (piece === undefined || stream.of('end').length > 0) break
    const at = now()
    exchange.release(n)
    const bytes = exchange.passedBytes
    const arrived = await within(PATIENCE, arrival(stream, bytes))
    pieces.push({
      bytes,
      events: piece.content.filter(({ fact }) => fact === 'event').length,
      comments: piece.content.filter(({ fact }) => fact === 'comment').length,
      after: arrived ? now() - at : undefined,
    })
    if (!arrived) flushed = await findFlush(stream, exchange, n)
  }
  const isOver = exchange.end !== undefined && exchange.passed >= exchange.pieces.length
  if (isOver) await within(PATIENCE, stream.client.ended())
  const ended = stream.of('end')[0]
  const timer = flushed === undefined ? timerDelay(pieces, plain) : undefined
  const [first] = exchange.pieces
  onLeaving()
  const leaving =
    ended === undefined && (flushed === undefined || STILL_OPEN.has(flushed.by))
      ? await leave(stream.client, exchange)
      : undefined
  return {
    sent: response.head,
    headDelayed,
    firstWithHead: first !== undefined && first.at - response.at <= MOMENT,
    pieces,
    ...(flushed === undefined ? {} : { flushed }),
    ...(typeof timer === 'object' ? { timer: timer.delay } : {}),
    ...endOf(exchange),
    ...receivedOf(stream),
    ...(ended === undefined ? {} : { clientEnd: ended }),
    ...(leaving === undefined ? {} : { leaving }),
  }
}

const endOf = ({ end }: RelayedExchange): Pick<Passage, 'end'> => (end === undefined ? {} : { end })

function receivedOf(stream: OpenedStream): Pick<Passage, 'received'> {
  const [head] = stream.of('head')
  return head === undefined ? {} : { received: { status: head.status, headers: head.headers, encoding: head.encoding } }
}

/** Resolves when this many bytes of the body have arrived, or the stream has ended. */
const arrival = ({ client }: OpenedStream, bytes: number): Promise<void> =>
  Promise.race([client.bytes(bytes), client.ended()])

/** Finds what flushes a piece that did not arrive: the next piece of the application, padding, or the end. */
async function findFlush(stream: OpenedStream, exchange: RelayedExchange, first: number): Promise<Flushed> {
  const { client } = stream
  const before = client.received
  const something = (): Promise<void> => Promise.race([client.bytes(before + 1), client.ended()])
  // A response that the application has ended has not ended for the proxy while some of it is withheld.
  const isOver = (): boolean =>
    stream.of('end').length > 0 || (exchange.end !== undefined && exchange.passed >= exchange.pieces.length)
  const writes: { readonly t: Ms; readonly bytes: number }[] = []
  const wrote = (): void => void writes.push({ t: now(), bytes: exchange.passedBytes })
  // On a busy machine more is written before the flush is read: its own time decides.
  const flushedBy = (): number => {
    const came = stream.of('body').find(({ t }) => t > at)?.t ?? now()
    return writes.findLast(({ t }) => t <= came)?.bytes ?? exchange.passedBytes
  }
  const bySize = (byPadding: boolean): Flushed =>
    isOver()
      ? client.received > before
        ? { by: 'end', bytes: exchange.passedBytes }
        : { by: 'nothing', bytes: exchange.passedBytes }
      : { by: 'bytes', bytes: flushedBy(), byPadding }
  const at = now()
  const following = exchange.pieces.length > first || (await within(PATIENCE, exchange.came(first + 1)))
  if (client.received > before && !isOver()) return { by: 'time', after: PATIENCE + now() - at }
  if (following && exchange.pieces.length > first) {
    exchange.release(first + 1)
    wrote()
    if (await within(PATIENCE, something())) {
      const isAll = await within(MOMENT, arrival(stream, exchange.passedBytes))
      return isAll || isOver() ? bySize(false) : { by: 'next' }
    }
  }
  let isPadded = false
  for (let step = 64; exchange.passedBytes < MAX_PADDING; step = Math.max(64, Math.floor(exchange.passedBytes / 32))) {
    if (!exchange.add(paddingOf(step))) break
    wrote()
    isPadded = true
    if (await within(STEP_EVERY, something())) return bySize(true)
  }
  // Large steps may have been flushed while this process was busy.
  if (isPadded && (await within(PATIENCE, something()))) return bySize(true)
  const bytes = exchange.passedBytes
  exchange.close('fin')
  const came = await within(PATIENCE, client.bytes(before + 1))
  if (!came) return { by: 'nothing', bytes }
  // Without padding it is unknown whether more bytes would have flushed it.
  return isPadded ? { by: 'end', bytes } : { by: 'unknown', bytes }
}

/** A comment line of this many bytes that is incompressible. */
const paddingOf = (bytes: number): string =>
  `:${randomBytes(bytes)
    .toString('base64')
    .slice(0, Math.max(1, bytes - 3))}\n\n`
