/**
 * Steps of `proxy-error`. An EventSource has a stream; the origin goes down, and its open connections are reset; another client sends a request;
 * the origin comes up at the same address, and clients send requests one after the other until one reaches it.
 */
import type { Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { DOWN, PAGE, tryName, VIEWER } from './clients.ts'

const PATIENCE: Ms = 2000
/** Time limit (ms) for the event that shows that the stream is open; it does not matter here if it is buffered. */
const FIRST: Ms = 300
/** Time limit in real time; with the fast clock of this scenario, a hundred seconds of the proxy's. */
const LONGEST: Ms = 5000
/** Pause between two requests: a twentieth of the elapsed time, which is the precision of the result. */
const MIN_PAUSE: Ms = 15
const PAUSE_SHARE = 0.05

export async function run(stage: Stage): Promise<void> {
  const viewer = stage.open(VIEWER, { reconnect: true })
  const exchange = await stage.exchange(VIEWER, 1, PATIENCE)
  if (exchange === undefined) return viewer.close()
  await exchange.sendEvent({ id: '1', data: 'before' })
  await stage.within(FIRST, viewer.arrived('1'))

  await stage.originDown()
  await stage.within(PATIENCE, viewer.ended())
  await stage.within(PATIENCE, Promise.race([viewer.gaveUp(), viewer.ended(2)]))
  await viewer.close()

  const down = stage.open(DOWN, { headers: { Origin: PAGE } })
  await stage.within(PATIENCE, down.ended())
  await down.close()

  await stage.originUp()
  await askUntilServed(stage)
}

async function askUntilServed(stage: Stage): Promise<void> {
  const from = stage.now()
  for (let n = 1; stage.now() - from < LONGEST; n += 1) {
    const client = stage.open(tryName(n))
    const exchange = await stage.exchange(tryName(n), 1, PATIENCE)
    if (exchange !== undefined) {
      await answer(exchange)
      await stage.within(PATIENCE, client.ended())
    }
    await client.close()
    if (exchange !== undefined) return
    await stage.pause(Math.max(MIN_PAUSE, (stage.now() - from) * PAUSE_SHARE))
  }
}

async function answer(exchange: Exchange): Promise<void> {
  await exchange.sendEvent({ id: '2', data: 'after' })
  await exchange.end()
}
