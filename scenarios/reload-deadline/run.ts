/**
 * Steps of `reload-deadline`. One stream is open when the proxy reloads, another is opened after that. Both get a heartbeat for
 * each half second of the proxy's time, for a little more than 30 s of it, or until one is closed. The second one distinguishes a
 * reload deadline from other timeouts.
 */
import type { Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { CLOCK, WINDOW } from './time.ts'

const OLD = 'old'
const YOUNG = 'young'
const BEAT: Ms = 500
const PATIENCE: Ms = 1000

export async function run(stage: Stage): Promise<void> {
  const old = await opened(stage, OLD)
  if (old === undefined) return
  await stage.reload()
  stage.act('reloaded')
  // Without a new stream there is nothing to compare with: `reload` reports that.
  const [oldCut] = await Promise.all([beats(stage, OLD, old), young(stage)])
  stage.act('over', { cut: oldCut })
}

async function opened(stage: Stage, name: string) {
  const client = stage.open(name)
  const exchange = await stage.exchange(name, 1, 2 * PATIENCE)
  await exchange?.sendHead()
  await exchange?.sendEvent({ id: 'hello', data: 'hello' })
  return exchange && { client, exchange }
}

async function young(stage: Stage): Promise<void> {
  const stream = await opened(stage, YOUNG)
  if (stream !== undefined) await beats(stage, YOUNG, stream)
}

interface Opened {
  readonly client: ReturnType<Stage['open']>
  readonly exchange: Exchange
}

/** True if the stream was closed. */
async function beats(stage: Stage, name: string, { client, exchange }: Opened): Promise<boolean> {
  const from = stage.now()
  stage.act('beats', { client: name })
  const over = Promise.race([client.ended(), exchange.left()])
  let cut = false
  for (let n = 1; !cut && n <= WINDOW / BEAT; n += 1) {
    cut = await stage.within(Math.max(0, from + (n * BEAT) / CLOCK - stage.now()), over)
    if (!cut) await exchange.sendComment(`beat-${n}`)
  }
  stage.act('beats-done', { client: name, cut })
  if (cut) await stage.within(PATIENCE, Promise.all([client.ended(), exchange.left()]))
  await exchange.end()
  await client.close()
  return cut
}
