/**
 * Measures after how long a proxy closes an idle stream of this application: the recorded beginning, then silence, with a fast
 * clock of the proxy.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Alteration, altered } from '../../servers/relay/altered.ts'
import { type Recording, replay } from '../../servers/relay/recording.ts'
import type { Ms } from '../model/index.ts'
import { watchStalls } from '../run/event-loop-stalls.ts'
import { now } from '../wire/timestamp.ts'
import { within } from '../wire/within.ts'
import { extensible, takesComments } from './extensible.ts'
import { openThrough } from './opened-stream.ts'
import type { AppRoute } from './route.ts'
import type { AppTarget } from './target.ts'

/** How many times faster than real time the proxy's clock runs. */
export const CLOCK = 30
/** In the proxy's time. */
const WINDOW: Ms = 125_000
/** Shorter limits are measured again in real time: at 30 times the speed, a delay of 10 ms counts as 0.3 s. */
export const SHORT: Ms = 10_000
/** nginx does not re-arm its timer for bytes within 300 ms, in its time, of the last arming. */
const SETTLE: Ms = 20
const REQUEST_PATIENCE: Ms = 5000

export type Idle =
  /** In the proxy's time. */
  { readonly closedAfter: Ms; readonly sound: boolean } | { readonly openFor: Ms } | { readonly unknown: string }

export interface IdleOptions {
  readonly alteration: Alteration
  /** Maximum time to wait, in the proxy's time. Default: two minutes. */
  readonly window?: Ms
}

/** If the alterations include a heartbeat (interval in the proxy's time), the result shows whether it keeps the stream open. */
export async function idleLimit(
  route: AppRoute,
  target: AppTarget,
  recorded: Recording,
  { alteration: given, window = WINDOW }: IdleOptions,
): Promise<Idle> {
  let stall = 0
  using _ = watchStalls((ms) => {
    stall += ms
  })
  const { heartbeat } = given
  const isExtended = heartbeat !== undefined && !takesComments(recorded)
  const { recording, alteration } = isExtended
    ? extensible(recorded, given)
    : { recording: recorded, alteration: given }
  const faster = { ...alteration, ...(heartbeat === undefined ? {} : { heartbeat: heartbeat / route.clock }) }
  await using stream = openThrough(route, target, altered(replay(recording), faster))
  const exchange = await stream.exchange(1, REQUEST_PATIENCE)
  if (exchange === undefined) return { unknown: 'the request did not reach the application' }
  exchange.release(Number.POSITIVE_INFINITY)
  await pause(SETTLE)
  const from = now()
  const over = Promise.race([stream.client.ended(), exchange.left()])
  if (!(await within(window / route.clock, over))) return { openFor: (now() - from) * route.clock }
  const closedAfter = (now() - from + SETTLE) * route.clock
  return { closedAfter, sound: stall * route.clock < closedAfter / 8 }
}
