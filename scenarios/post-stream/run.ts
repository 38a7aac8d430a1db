/** Steps of `post-stream`: a chat request is posted, and each token of the response is sent only when the client has the previous one. */
import { createHash } from 'node:crypto'
import type { Ms, Stage } from '../../harness/model/index.ts'
import { BLOCKS, BODY, STREAM } from './streams.ts'

const PATIENCE: Ms = 800

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

export async function run(stage: Stage): Promise<void> {
  stage.act('texts', { body: digestOf(BODY), answer: digestOf(BLOCKS.join('')) })
  const headers = { 'Content-Type': 'application/json', Authorization: 'Bearer none' }
  const client = stage.open(STREAM, { method: 'POST', body: BODY, headers, digest: true })
  const exchange = await stage.exchange(STREAM)
  if (exchange !== undefined) {
    await stage.within(PATIENCE, exchange.requestEnd())
    await exchange.sendHead()
    let flows = true
    for (const block of BLOCKS) {
      await exchange.sendBytes(block)
      if (flows) flows = await stage.within(PATIENCE, client.bytes(exchange.written))
    }
    await exchange.end()
  }
  await stage.within(3 * PATIENCE, client.ended())
  stage.act('waited')
  await client.close()
}
