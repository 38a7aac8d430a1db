/** Steps of `cadence`. The origin sends an event every 50 ms, whether or not the previous one has arrived. */
import type { Ms, Stage } from '../../harness/model/index.ts'

const STREAM = 'stream'
const EVENTS = 30
const EVERY: Ms = 50
const PATIENCE: Ms = 1000

export async function run(stage: Stage): Promise<void> {
  const client = stage.open(STREAM)
  const exchange = await stage.exchange(STREAM)
  if (exchange === undefined) return client.close()
  await exchange.sendHead()
  await stage.within(PATIENCE, client.head())
  // A random offset keeps concurrent test cases from sending in step.
  await stage.pause(Math.random() * EVERY)
  const from = stage.now()
  for (let n = 1; n <= EVENTS; n += 1) {
    await stage.pause(Math.max(0, from + n * EVERY - stage.now()))
    await exchange.sendEvent({ id: String(n), data: `event ${n} of a steady series` })
  }
  await stage.within(PATIENCE, client.arrived(String(EVENTS)))
  stage.act('end')
  await exchange.end()
  await stage.within(3 * PATIENCE, client.ended())
  await client.close()
}
