/** Steps of `origin-close`: a short stream that the origin completes, in each framing, side by side. */

import type { Exchange, Stage } from '../../harness/model/index.ts'
import { eventOf } from '../../harness/scenario-kit/gated-stream.ts'
import { EVENTS, NAMES, PATIENCE, SIZE } from './streams.ts'

export async function run(stage: Stage): Promise<void> {
  await Promise.all(NAMES.map((name) => ended(stage, name)))
}

async function ended(stage: Stage, name: (typeof NAMES)[number]): Promise<void> {
  const client = stage.open(name)
  const exchange = await stage.exchange(name)
  if (exchange !== undefined) {
    await sendHead(exchange, name)
    let flows = true
    for (let n = 1; n <= EVENTS; n += 1) {
      await exchange.sendEvent(eventOf(String(n), SIZE))
      if (flows) flows = await stage.within(PATIENCE, client.arrived(String(n)))
    }
    await exchange.end()
    await stage.within(3 * PATIENCE, client.ended())
    stage.act('waited', { client: name })
  }
  await client.close()
}

function sendHead(exchange: Exchange, name: (typeof NAMES)[number]): Promise<void> {
  if (name !== 'content-length') return exchange.sendHead({ framing: name })
  return exchange.sendHead({
    headers: [
      ['Content-Type', 'text/event-stream'],
      ['Cache-Control', 'no-cache'],
      ['Content-Length', String(EVENTS * SIZE)],
    ],
  })
}
