/**
 * Tests whether a proxy closes a stream after a total duration although it is active: the recorded response headers, then
 * comments, with a fast clock of the proxy. A second stream with more frequent comments distinguishes this from an idle limit.
 */
import { type Alteration, altered } from '../../servers/relay/altered.ts'
import { type Recording, replay } from '../../servers/relay/recording.ts'
import type { Ms } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { within } from '../wire/within.ts'
import { extensible } from './extensible.ts'
import { openThrough } from './opened-stream.ts'
import type { AppRoute } from './route.ts'
import type { AppTarget } from './target.ts'

/** How many times faster than real time the proxy's clock runs. */
export const TOTAL_CLOCK = 60
/** In the proxy's time. */
const WINDOW: Ms = 300_000
const REQUEST_PATIENCE: Ms = 5000
/** The first stream gets this many comments within the window, the second one five times as many. */
const COMMENTS = 30
const CLOSER = 5
/** Maximum difference between two closes by the same limit: a share of the age, and in real time. */
const SAME_SHARE = 0.1
const SAME: Ms = 30

/** In the proxy's time. `sound`: comments were sent in time until the close, and both streams were closed at the same age. */
export type Total =
  | { readonly closedAfter: Ms; readonly sound: boolean }
  | { readonly openFor: Ms }
  | { readonly unknown: string }

export interface TotalOptions {
  readonly alteration: Alteration
  /** In the proxy's time. Default: five minutes. */
  readonly window?: Ms
}

export async function totalDuration(
  route: AppRoute,
  target: AppTarget,
  recording: Recording,
  { alteration, window = WINDOW }: TotalOptions,
): Promise<Total> {
  const live: Live = (every, lasts) => lifeOf(route, target, recording, { alteration, every, lasts })
  return totalOf(live, { window, clock: route.clock })
}

/** Opens a stream with a comment every `every` ms, until it is closed or `lasts` ms are over. In the proxy's time. */
type Live = (every: Ms, lasts: Ms) => Promise<Life>

export async function totalOf(
  live: Live,
  { window, clock }: { readonly window: Ms; readonly clock: number },
): Promise<Total> {
  const every = window / COMMENTS
  const first = await live(every, window)
  if ('unknown' in first || first.closedAt === undefined) return sayLife(first, window)
  const lasts = 3 * first.closedAt
  const closer = await live(every / CLOSER, lasts)
  if ('unknown' in closer || closer.closedAt === undefined) return sayLife(closer, lasts)
  const sound = isTotal(first.closedAt, { ...closer, closedAt: closer.closedAt }, { every, clock })
  return { closedAfter: first.closedAt, sound }
}

/**
 * Whether two closes show a total duration. In the proxy's time.
 * @param first age at which the first stream was closed
 * @param every time between the comments of the first stream
 */
export function isTotal(
  first: Ms,
  closer: { readonly closedAt: Ms; readonly sinceLast: Ms },
  { every, clock }: { readonly every: Ms; readonly clock: number },
): boolean {
  // An idle limit does not close a stream whose comments come in time.
  const inTime = closer.sinceLast <= (2 * every) / CLOSER
  const apart = Math.abs(closer.closedAt - first)
  return inTime && apart <= Math.max(SAME * clock, SAME_SHARE * first)
}

const sayLife = (life: Life, lasts: Ms): Total => ('unknown' in life ? life : { openFor: lasts })

/** In the proxy's time: the age at which it was closed, and the time since the last comment. */
type Life = { readonly unknown: string } | { readonly closedAt: Ms | undefined; readonly sinceLast: Ms }

async function lifeOf(
  route: AppRoute,
  target: AppTarget,
  recording: Recording,
  { alteration, every, lasts }: { readonly alteration: Alteration; readonly every: Ms; readonly lasts: Ms },
): Promise<Life> {
  const one = extensible(recording, alteration)
  const source = altered(replay(one.recording), { ...one.alteration, heartbeat: every / route.clock })
  await using stream = openThrough(route, target, source)
  const exchange = await stream.exchange(1, REQUEST_PATIENCE)
  if (exchange === undefined) return { unknown: 'the request did not reach the application' }
  exchange.release(Number.POSITIVE_INFINITY)
  const from = now()
  const over = Promise.race([stream.client.ended(), exchange.left()])
  const isClosed = await within(lasts / route.clock, over)
  const at = now()
  if (exchange.passed === 0 && !isClosed) return { unknown: 'no comment can be added to its response' }
  const sinceLast = (at - (exchange.pieces.at(-1)?.at ?? from)) * route.clock
  return { closedAt: isClosed ? (at - from) * route.clock : undefined, sinceLast }
}
