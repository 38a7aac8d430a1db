/** The acts of `headers-first`. The origin sends its head alone; then, until the client has it: an event, padding, the end. */
import type { Ms, Stage } from '../../harness/model.ts'

const STREAM = 'stream'
/** Shorter than the shortest timer for silence that is in use, a second. */
const PATIENCE: Ms = 800
/** A head that an event let go is there within this time; else it waits for more. */
const WITH_BODY: Ms = 300
const MOST = 300_000
const STEP_EVERY: Ms = 10

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
  while (!there && exchange.written < MOST) {
    await exchange.sendPadding(Math.max(64, Math.floor(exchange.written / 32)))
    there = await stage.within(STEP_EVERY, head)
  }
  stage.act('end')
  await exchange.end()
  await stage.within(2 * PATIENCE, client.ended())
  await client.close()
}
