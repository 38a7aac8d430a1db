/**
 * The acts of `slow-reader`. The client stops reading; the origin sends as fast as it is taken, until nothing is; then the client reads
 * on, and everything has to come.
 */
import { createHash, randomBytes } from 'node:crypto'
import { drain } from '../../harness/drain.ts'
import type { Ms, Stage } from '../../harness/model.ts'
import { MOST, STREAM, STUCK } from './streams.ts'

const PATIENCE: Ms = 500
/** What is taken is known as exactly as the last piece is large. */
const FIRST_PIECE = 64 * 1024
const LINE = 1024
const REST = { quiet: 2000, most: 6000 } as const

/** Lines of a field that nobody knows, which clients skip (WHATWG HTML §9.2.6). Incompressible as text can be. */
const LINES = Buffer.from(
  Array.from(
    { length: 2048 },
    () =>
      `fill: ${randomBytes(LINE)
        .toString('base64')
        .slice(0, LINE - 7)}\n`,
  ).join(''),
)

export async function play(stage: Stage): Promise<void> {
  const client = stage.open(STREAM, { digest: true })
  const exchange = await stage.exchange(STREAM)
  if (exchange === undefined) return client.close()
  const hash = createHash('sha256')
  let queued = 0
  const send = (bytes: Buffer): Promise<void> => {
    hash.update(bytes)
    queued += bytes.length
    return exchange.sendBytes(bytes)
  }
  await send(Buffer.from('id: first\ndata: before the pause\n\n'))
  await stage.within(PATIENCE, client.arrived('first'))
  client.pause()
  stage.act('paused')
  let taken = queued
  for (let flows = true; flows && taken < MOST; ) {
    const size = Math.max(FIRST_PIECE, Math.floor(taken / 16 / LINE) * LINE)
    flows = await stage.within(STUCK, send(LINES.subarray(0, Math.min(size, MOST))))
    if (flows) taken = queued
  }
  stage.act('taken', { bytes: taken, all: taken >= MOST })
  client.resume()
  void send(Buffer.from('\nid: last\ndata: after the pause\n\n'))
  const ended = exchange.end()
  const rest = await drain(stage, client, REST)
  stage.act('waited', { rest, received: client.received, sent: queued, digest: hash.digest('hex').slice(0, 16) })
  await client.close()
  await ended
}
