/**
 * Steps of `client-leaves-silent`. Two streams go idle; one client disconnects: with a FIN over HTTP/1.1, with RST_STREAM over
 * HTTP/2 on the connection that both share. The other one stays open, to distinguish an idle timeout from disconnect detection.
 */
import type { ClientStream, Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { requestBy } from '../../harness/scenario-kit/request-by.ts'
import { runVanishing } from '../../harness/scenario-kit/vanishing/steps.ts'
import { LEAVER, STAYER } from './streams.ts'

const PATIENCE: Ms = 500
/**
 * Counted from the last byte, as a proxy counts it. Not a whole number of seconds, as timeouts usually are: a timeout at the same
 * moment would make the result random.
 */
const SILENCE: Ms = 2400
/** From the event's arrival until a client leaves: a thread of the proxy that is still busy with the event would notice that. */
const IDLE: Ms = 100

export async function run(stage: Stage): Promise<void> {
  if (stage.axes.leaving === 'vanishes') return runVanishing(stage, false)
  const [leaver, stayer] = await Promise.all([silent(stage, LEAVER), silent(stage, STAYER)])
  if (leaver.exchange !== undefined && stayer.exchange !== undefined) {
    const { exchange, client } = leaver
    await stage.pause(IDLE)
    stage.act('leave')
    await client.close()
    const from = stage.now()
    const left = await stage.within(Math.max(0, leaver.silentSince + SILENCE - from), exchange.left())
    stage.act('waited')
    // The same time again, to see whether an idle timeout closes the other one too.
    if (left) await stage.within(stage.now() - from, stayer.exchange.left())
  }
  await Promise.all([leaver, stayer].map(({ exchange }) => exchange?.end()))
  await Promise.all([leaver, stayer].map(({ client }) => client.close()))
}

interface Silent {
  readonly client: ClientStream
  readonly exchange: Exchange | undefined
  readonly silentSince: Ms
}

async function silent(stage: Stage, name: string): Promise<Silent> {
  const client = stage.open(name, { connection: 'stays', ...requestBy(stage.axes.method) })
  const exchange = await stage.exchange(name)
  if (exchange !== undefined) {
    await stage.within(PATIENCE, exchange.requestEnd())
    await exchange.sendHead()
    await exchange.sendEvent({ id: 'first', data: 'then nothing' })
  }
  const silentSince = stage.now()
  if (exchange !== undefined) await stage.within(PATIENCE, client.arrived('first'))
  return { client, exchange, silentSince }
}
