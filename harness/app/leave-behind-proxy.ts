/**
 * Tests a client disconnect behind a proxy: whether the application's connection is closed while the stream is idle, at a write,
 * or never.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { RelayedExchange } from '../../servers/relay/relayed-exchange.ts'
import type { ClientStream, Ms } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { within } from '../wire/within.ts'
import type { Leaving } from './passage.ts'

/** Quiet time, so that no data is in transit when the client disconnects. */
const BEFORE_LEAVING: Ms = 50
const PATIENCE: Ms = 1500
const MAX_WRITES = 6
const BETWEEN_WRITES: Ms = 60

type WrittenTo = Pick<RelayedExchange, 'left' | 'add' | 'passed' | 'came' | 'pieces' | 'release'>

/**
 * The client disconnects while nothing is sent; then comments are written until the disconnect is detected. Where nothing can be
 * inserted into the response (it has a content coding, or a length), the application's own events are the writes. Undefined where
 * nothing could be written.
 */
export async function leave(
  client: Pick<ClientStream, 'close'>,
  exchange: WrittenTo,
  patience: Ms = PATIENCE,
): Promise<Leaving | undefined> {
  await pause(BEFORE_LEAVING)
  const at = now()
  await client.close()
  if (await within(patience, exchange.left())) return { noticed: 'idle', after: now() - at }
  let writes = 0
  while (writes < MAX_WRITES && (await writeOne(exchange, patience))) {
    writes += 1
    if (await within(BETWEEN_WRITES, exchange.left())) return { noticed: 'write', writes }
  }
  if (writes === 0) return undefined
  return (await within(patience, exchange.left())) ? { noticed: 'write', writes } : { noticed: 'never', writes }
}

async function writeOne(exchange: WrittenTo, patience: Ms): Promise<boolean> {
  if (exchange.add(':\n\n')) return true
  const nth = exchange.passed + 1
  await within(patience, exchange.came(nth))
  if (exchange.pieces.length < nth) return false
  exchange.release(nth)
  return true
}
