/** A stream in which each event is sent only after the previous one has arrived. Used by several scenarios. */
import { randomBytes } from 'node:crypto'
import type { ClientStream, HeadOptions, Ms, OpenOptions, Stage } from '../model/index.ts'

export interface GatedStream {
  readonly open?: OpenOptions
  readonly head?: HeadOptions
  /** Events to send. */
  readonly events: number
  /** Bytes of an event on the wire. */
  readonly size: number
  /** How long to wait for an event. After one that does not arrive, one more is sent, and then the end. */
  readonly patience: Ms
}

/** Two bytes in UTF-8: a filter that changes the encoding of text changes it. */
const BEYOND_ASCII = 'é'

/** An event of exactly `size` bytes on the wire, as incompressible as text can be. */
export function eventOf(id: string, size: number): { id: string; data: string } {
  const length = Math.max(1, size - `id: ${id}\ndata: \n\n`.length)
  const first = length > Buffer.byteLength(BEYOND_ASCII) ? BEYOND_ASCII : ''
  const left = length - Buffer.byteLength(first)
  return { id, data: first + randomBytes(length).toString('base64').slice(0, left) }
}

/** The origin withholds event n+1 until the client has event n; then it ends. `gated` in trace/facts.ts evaluates the result. */
export async function runGated(stage: Stage, name: string, gated: GatedStream): Promise<void> {
  const client = stage.open(name, gated.open)
  await sendGated(stage, name, client, gated)
  await client.close()
}

async function sendGated(stage: Stage, name: string, client: ClientStream, gated: GatedStream): Promise<void> {
  const exchange = await stage.exchange(name)
  if (exchange === undefined) return
  await exchange.sendHead(gated.head)
  let last = gated.events
  for (let n = 1; n <= last; n += 1) {
    await exchange.sendEvent(eventOf(String(n), gated.size))
    const came = await stage.within(gated.patience, client.arrived(String(n)))
    if (!came) last = Math.min(last, n + 1)
  }
  await exchange.end()
  await stage.within(3 * gated.patience, client.ended())
}
