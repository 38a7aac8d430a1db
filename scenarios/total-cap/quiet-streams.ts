/**
 * Streams of an MCP server that has nothing to say: the response to a POST, with one message first. One is then silent for twelve
 * minutes of the proxy's time; another one gets a comment every 30 s instead, for as long as the active stream.
 */
import type { ClientStream, Exchange, HeaderField, Ms, Stage } from '../../harness/model/index.ts'
import { EVERY, KEEP_ALIVE, ours, SILENCE, windowOf } from './time.ts'

export const SILENT = 'silent'
export const KEPT = 'kept-alive'
export const MESSAGE = { id: 'message', data: '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}' }

const PATIENCE: Ms = 1000
/** Wait for the first message: shorter than the time between two comments, so that a buffered one does not let the stream idle. */
const FIRST_PATIENCE: Ms = ours(EVERY)
const FIRST = { ...MESSAGE, id: 'acknowledged' }
const ASKED = {
  method: 'POST',
  headers: { Accept: 'application/json, text/event-stream', 'Content-Type': 'application/json' },
  body: '{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen"}',
} as const
/** Revision 2026-07-28: a server SHOULD send the last of them. */
const FIELDS: readonly HeaderField[] = [
  ['Content-Type', 'text/event-stream'],
  ['Cache-Control', 'no-cache, no-transform'],
  ['X-Accel-Buffering', 'no'],
]

export const silent = (stage: Stage): Promise<void> =>
  quiet(stage, SILENT, async (_exchange, over) => stage.within(ours(SILENCE), over))

export const keptAlive = (stage: Stage): Promise<void> =>
  quiet(stage, KEPT, async (exchange, over) => {
    const from = stage.now()
    const every = ours(KEEP_ALIVE)
    for (let n = 1; n * every <= ours(windowOf(stage.axes)); n += 1) {
      await exchange.sendComment(`keepalive ${n}`)
      if (await stage.within(Math.max(0, from + n * every - stage.now()), over)) return true
    }
    return false
  })

/** @param wait resolves to true where the stream was closed meanwhile */
async function quiet(
  stage: Stage,
  name: string,
  wait: (exchange: Exchange, over: Promise<void>) => Promise<boolean>,
): Promise<void> {
  const client: ClientStream = stage.open(name, ASKED)
  const exchange = await stage.exchange(name)
  if (exchange === undefined) return client.close()
  await exchange.sendHead({ headers: FIELDS })
  await exchange.sendEvent(FIRST)
  await stage.within(FIRST_PATIENCE, client.arrived(FIRST.id))
  const cut = await wait(exchange, Promise.race([client.ended(), exchange.left()]))
  stage.act('quiet-done', { client: name, cut })
  if (!cut) {
    await exchange.sendEvent(MESSAGE)
    await stage.within(PATIENCE, client.arrived(MESSAGE.id))
  }
  await exchange.end()
  await stage.within(PATIENCE, client.ended())
  await client.close()
}
