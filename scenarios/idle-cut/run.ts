/**
 * Steps of `idle-cut`. Three streams are idle for two minutes of the proxy's time. If they were closed after T, others send heartbeats at fractions of T
 * for 2 T, with staggered starts. A stream that was not closed gets an event after the idle period.
 */
import type { Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { openIdle, sendHeartbeats, stayIdle } from '../../harness/scenario-kit/idle-timeout/run.ts'
import { AGAIN, SILENT } from './streams.ts'
import { ours, SHORT, WINDOW } from './time.ts'

/**
 * Intervals to test, as percentages of T. The one close to T is tested three times, since a short delay of the machine can close
 * its stream.
 */
const SHARES = [50, 80, 93, 93, 93, 120] as const
const LASTS = 2
/** nginx does not re-arm its timer for bytes within 300 ms, in its time, of the last arming: 5 ms of real time. This is four times that. */
const SETTLE: Ms = 20
const GRACE: Ms = 100
/** A random offset spreads the timeouts of concurrent test cases. */
const SPREAD: Ms = 1500
/** Staggered, so that one stall of the machine does not delay all closes or all heartbeats. */
const START_INTERVAL: Ms = 300
const AFTER = { id: 'after', data: 'after the silence' }

export async function run(stage: Stage): Promise<void> {
  await stage.pause(Math.random() * SPREAD)
  const [first, ...more] = await Promise.all([silence(stage), ...AGAIN.map((name) => again(stage, name))])
  if (first === undefined) return
  // A stream that never started proves nothing, nor does one that the harness answered too late.
  const lasted = [first, ...more].filter((took) => took !== undefined).sort((a, b) => a - b)
  const middle = lasted[(lasted.length - 1) >> 1] ?? first
  // The shortest time: delays of the machine only lengthen it.
  const limit = lasted.find((took) => took > middle / 2) ?? first
  if (limit > ours(SHORT)) await Promise.all(SHARES.map((share, n) => beats(stage, `beats-${n + 1}`, share, limit)))
}

/** The same idle period, started later; resolves to its length, if the request reached the origin. */
async function again(stage: Stage, name: string): Promise<Ms | undefined> {
  await stage.pause(Math.random() * START_INTERVAL)
  const stream = await openIdle(stage, name, SETTLE)
  if (stream === undefined) return undefined
  const from = stage.now()
  await stage.within(ours(WINDOW) + GRACE, stream.over)
  const took = stage.now() - from
  await stream.exchange.end()
  await stream.client.close()
  return took
}

const silence = (stage: Stage): Promise<Ms | undefined> =>
  stayIdle(stage, SILENT, { settle: SETTLE, window: ours(WINDOW) + GRACE, after: AFTER })

async function beats(stage: Stage, name: string, share: number, cutAfter: Ms): Promise<void> {
  await stage.pause(Math.random() * START_INTERVAL)
  const every = (cutAfter * share) / 100
  const send = (exchange: Exchange, id: string) => exchange.sendComment(id)
  await sendHeartbeats(stage, name, { settle: SETTLE, every, share, lasts: LASTS * cutAfter + every / 2, send })
}
