/** Steps of `burst`. A hundred events, one write each, as fast as possible; then nothing until they have arrived. */
import type { Ms, Stage } from '../../harness/model/index.ts'

const STREAM = 'stream'
const EVENTS = 100
const PATIENCE: Ms = 1000

/** Uses a latency slot, since the duration is part of the result. */
export const run = (stage: Stage): Promise<void> => stage.undisturbed(() => burst(stage))

async function burst(stage: Stage): Promise<void> {
  const client = stage.open(STREAM)
  const exchange = await stage.exchange(STREAM)
  if (exchange === undefined) return client.close()
  await exchange.sendHead()
  await stage.within(PATIENCE / 2, client.head())
  // All events are passed in one call, so that a remote origin also sends them back to back.
  const events = Array.from({ length: EVENTS }, (_, n) => ({ id: String(n + 1), data: `event ${n + 1} of a burst` }))
  await Promise.all(events.map((event) => exchange.sendEvent(event)))
  await stage.within(PATIENCE, client.arrived(String(EVENTS)))
  stage.act('end')
  await exchange.end()
  // A rate-limiting proxy needs seconds for the rest.
  await stage.within(6 * PATIENCE, client.ended())
  await client.close()
}
