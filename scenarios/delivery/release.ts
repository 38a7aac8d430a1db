/** Finds the flush trigger of a stalled stream: a timer, the next event, a number of bytes, or the end of the response. */

import type { Ms, Stage } from '../../harness/model/index.ts'
import {
  type Flush,
  flushSettled,
  growUntilFlushed,
  MIN_STEP,
  weigh,
} from '../../harness/scenario-kit/buffered-bytes/find.ts'
import { clearOfLimits, type DeliveryStream, openDeliveryStream, PATIENCE } from './delivery-stream.ts'
import { NOT_A_SIZE, PROMPT, WEIGHED } from './streams.ts'

const NUDGES = 4
const NUDGE_EVERY: Ms = 250
/** Longer than a stalled stream waited before padding began (PATIENCE and the nudges); otherwise a timer could flush both times at the same size. */
const SILENCE: Ms = 3000
/** If it was neither the same number of bytes twice nor a short timer. */
const LONG_SILENCE: Ms = 6000
const LAG_EVENTS = 6
const LAG_EVERY: Ms = 320

/** After a stall: is the trigger a timer, the next event, a number of bytes, or the end? */
export async function findRelease(stream: DeliveryStream): Promise<void> {
  const { stage, client, send } = stream
  stage.act('nudge')
  for (let n = 0; n < NUDGES && !stream.over(); n += 1) {
    const before = client.received
    await send(60)
    const sentAt = stage.now()
    if (!(await stage.within(NUDGE_EVERY, client.bytes(before + 1)))) continue
    if (stage.now() - sentAt > PROMPT && (await loneEvent(stream, clearOfLimits(stage, SILENCE)))) return
    return lag(stream)
  }
  await grow(stream)
}

/** One event with nothing after it: does a timer flush it? */
async function loneEvent({ stage, client, send, over }: DeliveryStream, patience: Ms): Promise<boolean> {
  for (let n = 0; n < 2 && !over(); n += 1) {
    stage.act('lone')
    const id = await send(60)
    if (!(await stage.within(patience, client.arrived(id)))) return false
  }
  return !over()
}

/** Events at a pace at which each could be flushed before the next: how many are outstanding at each send? */
async function lag(stream: DeliveryStream): Promise<void> {
  const { stage, client, send } = stream
  stage.act('lag')
  let released = 0
  for (let n = 0; n < LAG_EVENTS && !stream.over(); n += 1) {
    const before = client.received
    await send(60)
    await stage.pause(LAG_EVERY)
    if (client.received > before) released += 1
  }
  stage.act('lag-done')
  // Flushed from time to time but not with each event: a small buffer, which is measured like a large one.
  if (released < LAG_EVENTS - 1) await grow(stream)
}

/** Sends padding in small steps until something arrives; then again after a pause, to distinguish a byte count from a timer. */
async function grow(stream: DeliveryStream): Promise<void> {
  const { stage, client, exchange } = stream
  const start = client.received
  const release = await growUntilReleased(stream)
  if (release === undefined) return
  const first = release.outstanding
  await flushSettled(stage, client)
  const came = client.received - start
  stage.act('quiet')
  // Takes no longer than the silence that follows.
  const weighing = weighed(stage, first, came)
  // Awaited below; until then a failure of it is not unhandled.
  weighing.catch(() => {})
  const fill = Math.floor(first * 0.4) - (exchange.written - client.received)
  if (fill >= 8) await exchange.sendPadding(fill)
  const before = client.received
  const silentFrom = stage.now()
  if (
    (await stage.within(clearOfLimits(stage, SILENCE), client.bytes(before + 1))) &&
    stage.now() - silentFrom > PROMPT
  ) {
    await loneEvent(stream, clearOfLimits(stage, SILENCE))
    await weighing
    stage.act(NOT_A_SIZE)
    return
  }
  const second = await growUntilReleased(stream)
  // A buffer flushes at about the same size each time; anything else may be a slow timer. A flush by a single step did not wait for a size.
  const atOnce = second?.steps === 1 && first > 8 * MIN_STEP
  const alike = second !== undefined && !atOnce && second.outstanding >= first / 2 && second.outstanding <= first * 2
  const isReleased = await weighing
  // A timer may by chance flush at the same size twice, but hardly on a stream that is filled at another rate.
  let isSize = alike && isReleased
  if (!isSize) {
    const from = stage.now()
    const alone = await loneEvent(stream, clearOfLimits(stage, LONG_SILENCE, SILENCE / 2))
    // Events are streamed now: only the start was buffered, so only the size of that buffer is reported.
    isSize = alone && !alike && stage.now() - from < 2 * PROMPT
  }
  if (!isSize) stage.act(NOT_A_SIZE)
}

/** Measures on a separate stream; false where nothing was flushed, so that the trigger was not a number of bytes. */
async function weighed(stage: Stage, held: number, came: number): Promise<boolean> {
  const stream = await openDeliveryStream(stage, WEIGHED)
  if (stream === undefined) return false
  const { client, exchange, over } = stream
  await stream.send(Number(stage.axes.event))
  // Part of an event larger than the buffer is forwarded immediately.
  await stage.within(PROMPT, client.bytes(1))
  const base = client.received
  stage.act('weigh', { received: base })
  const flushed = () => client.bytes(base + 1)
  const released = await weigh(stage, { exchange, flushed, base, over }, { held, came })
  await exchange.end()
  await client.close()
  return released
}

async function growUntilReleased({ stage, client, exchange, over }: DeliveryStream): Promise<Flush | undefined> {
  const base = client.received
  stage.act('grow', { received: base })
  const flushed = () => client.bytes(base + 1)
  const flush = await growUntilFlushed(stage, { exchange, flushed, base, over }, { share: 1 / 16 })
  if (flush !== undefined) stage.act('released', { outstanding: flush.outstanding })
  // The end of the stream is reported a moment later.
  else if (!over()) await stage.within(PATIENCE, client.ended())
  return flush
}
