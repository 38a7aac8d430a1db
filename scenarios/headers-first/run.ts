/**
 * Steps of `headers-first`. The origin sends only its headers; then, until the client has them: an event, padding, the end. If
 * padding flushed them, another stream measures how much, to 1 %.
 */

import type { Ms, Stage } from '../../harness/model/index.ts'
import { flushSettled, growUntilFlushed, weigh } from '../../harness/scenario-kit/buffered-bytes/find.ts'

const STREAM = 'stream'
const WEIGHED = 'weighed'
/** Shorter than the shortest idle timeout in use, one second. */
const PATIENCE: Ms = 800
/** Headers that an event flushed arrive within this time; otherwise they wait for more. */
const WITH_BODY: Ms = 300

export async function run(stage: Stage): Promise<void> {
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
  if (!there) {
    const flush = await growUntilFlushed(stage, { exchange, flushed: () => head, base: 0 }, { share: 1 / 32 })
    there = flush !== undefined
  }
  const held = exchange.written
  stage.act('end')
  if (there && held > before) await flushSettled(stage, client)
  const came = client.received
  await exchange.end()
  await stage.within(2 * PATIENCE, client.ended())
  await client.close()
  if (there && held > before) await weighed(stage, held, came)
}

/** Measures on a separate stream, to 1 %. */
async function weighed(stage: Stage, held: number, came: number): Promise<void> {
  const client = stage.open(WEIGHED)
  const exchange = await stage.exchange(WEIGHED)
  if (exchange === undefined) return client.close()
  const head = client.head()
  await exchange.sendHead({ framing: stage.axes.origin === 'close-delimited' ? 'close-delimited' : 'chunked' })
  await exchange.sendEvent({ id: '1', data: 'the first event' })
  const onSure = () => stage.act('weigh')
  await weigh(stage, { exchange, flushed: () => head, base: 0 }, { held, came, onSure })
  await exchange.end()
  await client.close()
}
