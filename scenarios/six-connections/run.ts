/** Steps of `six-connections`. A page opens seven streams; if the last does not reach the origin, the first is ended. */
import type { ClientStream, Exchange, Ms, Stage } from '../../harness/model/index.ts'

const STREAMS = 7
const PATIENCE: Ms = 1500
/** Reconnect delay (ms): an ended stream must not reconnect and take the slot of the waiting one. */
const LONG: Ms = 60_000

export async function run(stage: Stage): Promise<void> {
  const page = await stage.browse()
  const clients: ClientStream[] = []
  const exchanges: Exchange[] = []
  for (let n = 1; n <= STREAMS; n += 1) {
    const client = page.eventSource(`source-${n}`)
    clients.push(client)
    const exchange = await stage.exchange(client.name, 1, PATIENCE)
    await exchange?.sendHead()
    await exchange?.sendEvent({ id: `hello-${n}`, data: 'hello', retry: LONG })
    if (exchange !== undefined) exchanges.push(exchange)
  }
  stage.act('opened', { reached: exchanges.length })
  if (exchanges.length === STREAMS - 1) {
    // Ended by the origin: when a client resets a stream, Apache sometimes lowers the number of concurrent streams.
    await exchanges[0]?.end()
    await stage.within(PATIENCE, clients[0]?.ended() ?? Promise.resolve())
    await clients[0]?.close()
    const exchange = await stage.exchange(`source-${STREAMS}`, 1, 2 * PATIENCE)
    await exchange?.sendHead()
    if (exchange !== undefined) exchanges.push(exchange)
  }
  stage.act('over')
  await Promise.all(clients.map((client) => client.close()))
  await Promise.all(exchanges.map((exchange) => exchange.end()))
}
