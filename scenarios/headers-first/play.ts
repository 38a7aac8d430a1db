/**
 * Steps of `headers-first`. The origin sends only its headers; then, until the client has them: an event, padding, the end. If
 * padding flushed them, another stream measures how much, to 1 %.
 */

import type { ClientStream, Ms, Stage } from '../../harness/model/index.ts'
import { grew } from '../../harness/scenario-kit/send-padding.ts'

const STREAM = 'stream'
const WEIGHED = 'weighed'
/** Shorter than the shortest idle timeout in use, one second. */
const PATIENCE: Ms = 800
/** Headers that an event flushed arrive within this time; otherwise they wait for more. */
const WITH_BODY: Ms = 300
const MAX_PADDING = 300_000
const STEP_EVERY: Ms = 10
/** Minimum size of a comment line, bytes. */
const MIN_PADDING = 4
/** Quiet time (ms) that ends a burst. */
const MOMENT: Ms = 50
const MAX_PARTS = 20

export async function play(stage: Stage): Promise<void> {
  const client = stage.open(STREAM)
  const exchange = await stage.exchange(STREAM)
  if (exchange === undefined) return client.close()
  const head = client.head()
  await exchange.sendHead({ framing: stage.axes.origin === 'close-delimited' ? 'close-delimited' : 'chunked' })
  let there = await stage.within(PATIENCE, head)
  stage.act('body')
  await exchange.sendEvent({ id: '1', data: 'the first event' })
  if (!there) there = await stage.within(WITH_BODY, head)
  stage.act('more')
  const before = exchange.written
  while (!there && exchange.written < MAX_PADDING) {
    if (!(await grew(exchange, Math.max(64, Math.floor(exchange.written / 32))))) break
    there = await stage.within(STEP_EVERY, head)
  }
  const held = exchange.written
  stage.act('end')
  if (there && held > before) await settled(stage, client)
  const came = client.received
  await exchange.end()
  await stage.within(2 * PATIENCE, client.ended())
  await client.close()
  if (there && held > before) await weigh(stage, held, came)
}

/** Waits until nothing has arrived for a moment: on a busy machine one flush arrives in several parts. */
async function settled(stage: Stage, client: ClientStream): Promise<void> {
  for (let n = 0; n < MAX_PARTS; n += 1) {
    if (!(await stage.within(MOMENT, client.bytes(client.received + 1)))) return
  }
}

/**
 * Sends most of the expected size at once, then small steps with time for each to show.
 * @param held bytes that had been sent when the headers arrived
 * @param came bytes that arrived with them: fewer if the proxy or the machine lagged behind, or if the body is encoded
 */
async function weigh(stage: Stage, held: number, came: number): Promise<void> {
  const client = stage.open(WEIGHED)
  const exchange = await stage.exchange(WEIGHED)
  if (exchange === undefined) return client.close()
  const head = client.head()
  await exchange.sendHead({ framing: stage.axes.origin === 'close-delimited' ? 'close-delimited' : 'chunked' })
  await exchange.sendEvent({ id: '1', data: 'the first event' })
  const sure = Math.ceil(Math.min(held, came) * 0.8)
  while (exchange.written < sure) {
    const next = Math.min(Math.max(64, Math.floor(exchange.written / 16)), sure - exchange.written)
    if (!(await grew(exchange, Math.max(MIN_PADDING, next)))) break
  }
  stage.act('weigh')
  let there = await stage.within(10 * STEP_EVERY, head)
  while (!there && exchange.written < held * 1.5) {
    if (!(await grew(exchange, Math.max(MIN_PADDING, Math.floor(exchange.written / 100))))) break
    there = await stage.within(2 * STEP_EVERY, head)
  }
  await exchange.end()
  await client.close()
}
