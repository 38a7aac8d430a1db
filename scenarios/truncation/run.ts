/** Steps of `truncation`: the same stream, aborted by the origin in each way, side by side. */

import type { Exchange, HeadOptions, Ms, Stage } from '../../harness/model/index.ts'
import { eventOf } from '../../harness/scenario-kit/gated-stream.ts'
import { type Break, EVENTS, NAMES } from './streams.ts'

const PATIENCE: Ms = 800
/** A reset discards data that the peer has not read yet, which would make the result random. */
const SETTLE: Ms = 200
const SIZE = 60
const HEADS: Readonly<Partial<Record<Break, HeadOptions>>> = {
  'reset-undelimited': { framing: 'close-delimited' },
  short: { length: 2 * EVENTS * SIZE },
}

export async function run(stage: Stage): Promise<void> {
  await Promise.all(NAMES.map((name) => broken(stage, name)))
}

async function broken(stage: Stage, name: Break): Promise<void> {
  const client = stage.open(name)
  const exchange = await stage.exchange(name)
  if (exchange !== undefined) {
    await exchange.sendHead(HEADS[name] ?? {})
    let flows = true
    for (let n = 1; n <= EVENTS; n += 1) {
      await exchange.sendEvent(eventOf(String(n), SIZE))
      if (flows) flows = await stage.within(PATIENCE, client.arrived(String(n)))
    }
    await stage.pause(SETTLE)
    stage.act('break', { client: name })
    await breakOff(exchange, name)
    await stage.within(3 * PATIENCE, client.ended())
    stage.act('waited', { client: name })
  }
  await client.close()
}

function breakOff(exchange: Exchange, name: Break): Promise<void> {
  if (name === 'short') return exchange.fin()
  return name === 'inside' || name === 'between' ? exchange.fin(name) : exchange.reset()
}
