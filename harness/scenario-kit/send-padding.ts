/** Sends padding to a peer that may have closed. Used by several scenarios. */
import type { Exchange } from '../model/index.ts'

/** Sends padding. False when the peer has closed: a loop that sends until a size is reached has to stop then. */
export async function grew(exchange: Exchange, bytes: number): Promise<boolean> {
  const before = exchange.written
  await exchange.sendPadding(bytes)
  return exchange.written > before
}
