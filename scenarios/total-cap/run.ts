/**
 * Steps of `total-cap`. A stream gets an event every ten seconds of the proxy's time, for five minutes or a quarter of an hour.
 * If it is closed, another one gets them five times as often: an idle timeout does not close that one, or closes it at another
 * age; a duration limit closes both at the same age. Beside the longer one run two streams without messages (`quiet-streams.ts`).
 */
import type { Ms, Stage } from '../../harness/model/index.ts'
import { keptAlive, silent } from './quiet-streams.ts'
import { EVERY, EVERY_CLOSE, ours, QUIET_WITHIN, SHORT, windowOf } from './time.ts'

const PATIENCE: Ms = 1000
/** Wait after the last event: no longer than between two events, so that an idle timeout does not interfere. */
const LAST_PATIENCE: Ms = ours(EVERY)
const LAST = { id: 'last', data: 'the last event' }
/** Duration of the second stream, as a multiple of the age at which the first one was closed. */
const LASTS = 3
const MIN_DURATION: Ms = 300

export async function run(stage: Stage): Promise<void> {
  const quiet = windowOf(stage.axes) >= QUIET_WITHIN
  await Promise.all([active(stage), ...(quiet ? [silent(stage), keptAlive(stage)] : [])])
}

async function active(stage: Stage): Promise<void> {
  const age = await busy(stage, 'busy', ours(EVERY), ours(windowOf(stage.axes)))
  if (age !== undefined && age > ours(SHORT))
    await busy(stage, 'closer', ours(EVERY_CLOSE), Math.max(MIN_DURATION, LASTS * age))
}

/** Resolves to the age at which the stream was closed. */
async function busy(stage: Stage, name: string, every: Ms, lasts: Ms): Promise<Ms | undefined> {
  const client = stage.open(name)
  const exchange = await stage.exchange(name)
  if (exchange === undefined) {
    await client.close()
    return undefined
  }
  await exchange.sendHead()
  const from = stage.now()
  stage.act('busy', { client: name, every })
  const over = Promise.race([client.ended(), exchange.left()])
  let cut = false
  for (let n = 1; !cut && n * every <= lasts; n += 1) {
    await exchange.sendEvent({ id: String(n), data: 'busy' })
    cut = await stage.within(Math.max(0, from + n * every - stage.now()), over)
  }
  const age = stage.now() - from
  stage.act('busy-done', { client: name, cut })
  if (!cut) await exchange.sendEvent(LAST)
  if (!cut) await stage.within(LAST_PATIENCE, client.arrived(LAST.id))
  await exchange.end()
  await stage.within(2 * PATIENCE, client.ended())
  await client.close()
  return cut ? age : undefined
}
