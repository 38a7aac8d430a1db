/**
 * Steps of `slow-head`. The origin responds to one request only after two minutes of the proxy's time, if it is still open; two
 * more at the same time get no response at all. Then another one gets a late response, but within the measured timeout.
 */
import type { Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { AGAIN, LATE, ours, SHORT, SILENT, WINDOW, WITHIN } from './time.ts'

const PATIENCE: Ms = 1000
const GRACE: Ms = 100
/** A random offset spreads the timeouts of concurrent test cases. */
const SPREAD: Ms = 1500
/** Staggered, so that one stall of the machine does not delay all ends; late enough that their failures do not affect the first one. */
const START_OFFSET = { least: 60, spread: 300 }
const EVENT = { id: '1', data: 'a late answer' }

export async function run(stage: Stage): Promise<void> {
  await stage.pause(Math.random() * SPREAD)
  const [limit] = await Promise.all([unanswered(stage), ...AGAIN.map((name) => again(stage, name))])
  // Half of the timeout, so that timer inaccuracy does not matter.
  if (limit > ours(SHORT)) await late(stage, Math.min(ours(LATE), limit * 0.5))
}

/** The same wait, started later. */
async function again(stage: Stage, name: string): Promise<void> {
  await stage.pause(START_OFFSET.least + Math.random() * START_OFFSET.spread)
  const client = stage.open(name)
  const exchange = await stage.exchange(name)
  if (exchange !== undefined) await stage.within(ours(WINDOW) + GRACE, Promise.race([client.head(), exchange.left()]))
  await client.close()
}

async function answer(exchange: Exchange): Promise<void> {
  await exchange.sendHead()
  await exchange.sendEvent(EVENT)
  await exchange.end()
}

/** Resolves to the time until the proxy gave up or the client got a response, whichever came first; to the window if neither happened. */
async function unanswered(stage: Stage): Promise<Ms> {
  const client = stage.open(SILENT)
  const exchange = await stage.exchange(SILENT)
  const from = stage.now()
  stage.act('silence')
  if (exchange === undefined) {
    stage.act('given-up')
    // The proxy's requests may still be in transit to the origin.
    await stage.pause(PATIENCE / 4)
    await client.close()
    return 0
  }
  const over = Promise.race([client.head(), exchange.left()])
  const given = await stage.within(ours(WINDOW) + GRACE, over)
  const took = stage.now() - from
  stage.act(given ? 'given-up' : 'waited')
  if (!given) await answer(exchange)
  // A retry by the proxy gets no response either.
  await stage.within(given ? 2 * took + PATIENCE : PATIENCE, client.ended())
  stage.act('done')
  await client.close()
  return took
}

async function late(stage: Stage, after: Ms): Promise<void> {
  const client = stage.open(WITHIN)
  const exchange = await stage.exchange(WITHIN)
  if (exchange !== undefined) {
    stage.act('late', { after })
    await stage.within(after, Promise.race([client.ended(), exchange.left()]))
    await answer(exchange)
    await stage.within(PATIENCE, client.ended())
  }
  await client.close()
}
