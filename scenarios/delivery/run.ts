/**
 * Steps of `delivery`. The origin withholds event n+1 until the client has event n. If that stalls, it sends more and more
 * to find the flush trigger: a timer, the next event, a number of bytes, or the end of the response.
 */
import type { Stage } from '../../harness/model/index.ts'
import { clearOfLimits, type DeliveryStream, openDeliveryStream, PATIENCE } from './delivery-stream.ts'
import { findRelease } from './release.ts'
import { STREAM, TIMED } from './streams.ts'

const GATED_EVENTS = 10
const LATENCY_EVENTS = 30
/** The first arrives at a random phase of a timer; two more of a busy machine may be equally late by chance, four hardly are. */
const MIN_LATENCY_EVENTS = 5

export async function run(stage: Stage): Promise<void> {
  const stream = await openDeliveryStream(stage, STREAM)
  if (stream === undefined) return
  const { client, exchange } = stream
  stage.act('gated')
  const live = await gated(stream, GATED_EVENTS, Number(stage.axes.event))
  if (!live && !stream.over()) await findRelease(stream)
  stage.act('end')
  await exchange.end()
  await stage.within(3 * PATIENCE, client.ended())
  await client.close()
  // Uses a separate stream: while a stream waits for a latency slot it is idle, and a proxy may close it.
  if (live) await stage.undisturbed(() => latency(stage))
}

/** Sends events that each wait for the previous one; false if one did not arrive. */
async function gated(
  { stage, client, send, over }: DeliveryStream,
  events: number,
  firstSize: number,
): Promise<boolean> {
  const patience = clearOfLimits(stage, PATIENCE)
  for (let n = 0; n < events; n += 1) {
    const id = await send(n === 0 ? firstSize : 60)
    if (!(await stage.within(patience, client.arrived(id))) || over()) return false
  }
  return true
}

/** Gated events for percentiles, at varying intervals so that they do not synchronise with a proxy's timer. */
async function latency(stage: Stage): Promise<void> {
  const stream = await openDeliveryStream(stage, TIMED)
  if (stream === undefined) return
  const started = stage.now()
  for (let n = 0; n < LATENCY_EVENTS && !stream.over(); n += 1) {
    await stage.pause(1 + Math.random() * 2)
    const id = await stream.send(60)
    if (!(await stage.within(PATIENCE, stream.client.arrived(id)))) break
    // A timer is visible by now; thirty intervals would only cost time.
    if (n + 1 >= MIN_LATENCY_EVENTS && stage.now() - started > PATIENCE / 2) break
  }
  await stream.exchange.end()
  await stream.client.close()
}
