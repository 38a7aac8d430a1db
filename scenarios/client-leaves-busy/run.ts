/**
 * Steps of `client-leaves-busy`. The client disconnects: with a FIN over HTTP/1.1, with RST_STREAM on an open connection over HTTP/2.
 * The origin keeps sending until its connection is closed.
 */
import type { Ms, Stage } from '../../harness/model/index.ts'
import { requestBy } from '../../harness/scenario-kit/request-by.ts'
import { runVanishing } from '../../harness/scenario-kit/vanishing/steps.ts'
import { EVERY, MAX_WRITES, STREAM } from './streams.ts'

const PATIENCE: Ms = 500
const BEFORE = 3

export async function run(stage: Stage): Promise<void> {
  if (stage.axes.leaving === 'vanishes') return runVanishing(stage, true)
  const client = stage.open(STREAM, { connection: 'stays', ...requestBy(stage.axes.method) })
  const exchange = await stage.exchange(STREAM)
  if (exchange === undefined) return client.close()
  await stage.within(PATIENCE, exchange.requestEnd())
  await exchange.sendHead()
  let flows = true
  for (let n = 1; n <= BEFORE; n += 1) {
    await exchange.sendEvent({ id: String(n), data: 'before' })
    if (flows) flows = await stage.within(PATIENCE, client.arrived(String(n)))
  }
  const left = exchange.left()
  stage.act('leave')
  const from = stage.now()
  await client.close()
  let learned = false
  for (let n = 1; n <= MAX_WRITES && !learned; n += 1) {
    learned = await stage.within(Math.max(0, from + n * EVERY - stage.now()), left)
    if (!learned) await exchange.sendEvent({ id: `for-nobody-${n}`, data: 'after' })
  }
  if (!learned) await stage.within(PATIENCE, left)
  stage.act('waited')
  await exchange.end()
}
