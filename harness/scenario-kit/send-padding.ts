/** Padding for one who may have left: what several scenarios act. */
import type { Exchange } from '../model/index.ts'

/** Sends padding. False when nobody is there any more to be sent to: a loop until so much has been sent would never end. */
export async function grew(exchange: Exchange, bytes: number): Promise<boolean> {
  const before = exchange.written
  await exchange.sendPadding(bytes)
  return exchange.written > before
}
