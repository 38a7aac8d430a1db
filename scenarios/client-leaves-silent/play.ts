/**
 * The acts of `client-leaves-silent`. Two streams fall silent; one client leaves: by a FIN on HTTP/1.1, on HTTP/2 by RST_STREAM on the
 * connection that both share. The other one stays, to tell the proxy's own time limits from what it does about a lost client.
 */
import type { ClientStream, Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { LEAVER, STAYER } from './streams.ts'

const PATIENCE: Ms = 500
/**
 * From the last byte on, as a proxy counts. No whole number of seconds, which time limits are: one that ran out at the same moment
 * would be told now as this, now as that.
 */
const SILENCE: Ms = 2400

export async function play(stage: Stage): Promise<void> {
  const [leaver, stayer] = await Promise.all([silent(stage, LEAVER), silent(stage, STAYER)])
  if (leaver.exchange !== undefined && stayer.exchange !== undefined) {
    const { exchange, client } = leaver
    stage.act('leave')
    await client.close()
    const from = stage.now()
    const left = await stage.within(Math.max(0, leaver.silentSince + SILENCE - from), exchange.left())
    stage.act('waited')
    // As long again: does a limit on silence let the other one go as well?
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
  const client = stage.open(name, { connection: 'stays' })
  const exchange = await stage.exchange(name)
  if (exchange !== undefined) {
    await exchange.sendHead()
    await exchange.sendEvent({ id: 'first', data: 'then nothing' })
  }
  const silentSince = stage.now()
  if (exchange !== undefined) await stage.within(PATIENCE, client.arrived('first'))
  return { client, exchange, silentSince }
}
