/**
 * Steps of a client that vanishes: two clients get one event each, then one vanishes without FIN or RST, and its proxy and its origin
 * are observed. The other client stays, to distinguish a limit that closes every such stream from the detection of a vanished client.
 */
import type { ClientStream, Exchange, Ms, Stage } from '../../model/index.ts'
import { requestBy } from '../request-by.ts'
import { STAYED, VANISHED } from './streams.ts'

const PATIENCE: Ms = 500
/** Not a whole number of seconds, as timeouts usually are: a timeout at the same moment would make the result random. */
const WATCHED: Ms = 4700
const STEP: Ms = 100
/** One table serves all test cases of the process for so long. */
const TABLE_AGE: Ms = 500
/** A limit that is not about this client closes the other stream at about the same time. */
const SAME_TIME: Ms = 500

/** @param busy the origin goes on sending an event every 100 ms to both clients */
export async function runVanishing(stage: Stage, busy: boolean): Promise<void> {
  const [gone, stays] = await Promise.all([opened(stage, VANISHED), opened(stage, STAYED)])
  if (gone.exchange !== undefined && stays.exchange !== undefined) {
    const visible = await stage.isHeld(gone.client)
    await gone.client.vanish()
    stage.act('vanish', { visible })
    await watch(stage, gone.client, [gone.exchange, stays.exchange], visible, busy)
  }
  for (const { exchange } of [gone, stays]) await exchange?.end()
  await Promise.all([gone, stays].map(({ client }) => client.close()))
}

async function watch(
  stage: Stage,
  client: ClientStream,
  [exchange, other]: readonly [Exchange, Exchange],
  visible: boolean,
  busy: boolean,
): Promise<void> {
  const left = exchange.left()
  const from = stage.now()
  let isHeld = visible
  let learned = false
  for (let n = 1; stage.now() - from < WATCHED && !learned; n += 1) {
    learned = await stage.within(Math.min(STEP, from + WATCHED - stage.now()), left)
    if (isHeld && !(await stage.isHeld(client, TABLE_AGE))) {
      isHeld = false
      stage.act('proxy-closed')
    }
    if (!busy || learned) continue
    await Promise.all([exchange, other].map((one) => one.sendEvent({ id: `after-${n}`, data: 'after' })))
  }
  stage.act('watched')
  if (learned) await stage.within(SAME_TIME, other.left())
}

interface Opened {
  readonly client: ClientStream
  readonly exchange: Exchange | undefined
}

/** On a connection of its own: an HTTP/2 connection vanishes with all of its streams. */
async function opened(stage: Stage, name: string): Promise<Opened> {
  const client = stage.open(name, requestBy(stage.axes.method))
  const exchange = await stage.exchange(name)
  if (exchange !== undefined) {
    await stage.within(PATIENCE, exchange.requestEnd())
    await exchange.sendHead()
    await exchange.sendEvent({ id: 'first', data: 'before' })
    await stage.within(PATIENCE, client.arrived('first'))
  }
  return { client, exchange }
}
