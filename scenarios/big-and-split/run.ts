/** Steps of `big-and-split`: every syntax that the format allows, split at difficult positions, then one very large event. */
import { createHash } from 'node:crypto'
import type { Stage } from '../../harness/model/index.ts'
import { drain } from '../../harness/scenario-kit/drain-stream.ts'
import { pieces, STREAM } from './content.ts'

/** Time limit for handing everything to the kernel; a rate-limiting proxy accepts less. */
const SENDING = 4000
const REST = { quiet: 2000, most: 4000 } as const

export async function run(stage: Stage): Promise<void> {
  const client = stage.open(STREAM, { digest: true })
  const exchange = await stage.exchange(STREAM)
  if (exchange === undefined) return client.close()
  const hash = createHash('sha256')
  const sent: Promise<void>[] = [exchange.sendHead()]
  let total = 0
  for (const piece of pieces()) {
    hash.update(piece)
    total += piece.length
    sent.push(exchange.sendBytes(piece))
  }
  sent.push(exchange.end())
  await stage.within(SENDING, Promise.all(sent))
  const rest = await drain(stage, client, { ...REST, total })
  stage.act('waited', { rest, received: client.received, digest: hash.digest('hex').slice(0, 16) })
  await client.close()
  await Promise.all(sent)
}
