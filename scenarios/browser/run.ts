/**
 * Steps of `browser`. A page opens an EventSource and gets three events, each sent once it has the previous one, then a named
 * one. The origin ends the stream; the browser reconnects and gets one more. The next reconnect gets status 204.
 */
import type { ClientStream, Exchange, Ms, Stage } from '../../harness/model/index.ts'

const SOURCE = 'source'
const PATIENCE: Ms = 3000
/** Reconnect delay (ms), set by the stream's `retry` field. */
const RETRY: Ms = 100

export async function run(stage: Stage): Promise<void> {
  const page = await stage.browse()
  const client = page.eventSource(SOURCE, ['news'])
  const first = await stage.exchange(SOURCE, 1)
  if (first === undefined) return
  await first.sendHead()
  await deliver(stage, client, first)
  const second = await comeBack(stage, client, first, 2)
  if (second === undefined) return
  await second.sendHead()
  await second.sendEvent({ id: 'resumed', data: 'resumed' })
  await stage.within(PATIENCE, client.arrived('resumed'))
  const third = await comeBack(stage, client, second, 3)
  await third?.sendHead({ status: 204 })
  await third?.end()
  await stage.within(PATIENCE, client.gaveUp())
  stage.act('over')
  await client.close()
}

async function deliver(stage: Stage, client: ClientStream, exchange: Exchange): Promise<void> {
  for (const id of ['one', 'two', 'three']) {
    await exchange.sendEvent({ id, data: id, retry: RETRY })
    if (!(await stage.within(PATIENCE, client.arrived(id)))) break
  }
  await exchange.sendEvent({ id: 'named', event: 'news', data: 'news' })
  await stage.within(PATIENCE, client.arrived('named'))
}

async function comeBack(stage: Stage, client: ClientStream, before: Exchange, attempt: number) {
  stage.act('end', { attempt: attempt - 1 })
  await before.end()
  await stage.within(PATIENCE, client.ended(attempt - 1))
  return stage.exchange(SOURCE, attempt)
}
