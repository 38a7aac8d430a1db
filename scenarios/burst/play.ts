/** The acts of `burst`. A hundred events, each a write of its own, as fast as the origin can; then nothing until they are there. */
import type { Ms, Stage } from '../../harness/model/index.ts'

const STREAM = 'stream'
const EVENTS = 100
const PATIENCE: Ms = 1000

/** Undisturbed, since how long it takes is a part of the answer. */
export const play = (stage: Stage): Promise<void> => stage.undisturbed(() => burst(stage))

async function burst(stage: Stage): Promise<void> {
  const client = stage.open(STREAM)
  const exchange = await stage.exchange(STREAM)
  if (exchange === undefined) return client.close()
  await exchange.sendHead()
  await stage.within(PATIENCE / 2, client.head())
  for (let n = 1; n <= EVENTS; n += 1) await exchange.sendEvent({ id: String(n), data: `event ${n} of a burst` })
  await stage.within(PATIENCE, client.arrived(String(EVENTS)))
  stage.act('end')
  await exchange.end()
  // A proxy that slows a stream down needs seconds for what it still has.
  await stage.within(6 * PATIENCE, client.ended())
  await client.close()
}
