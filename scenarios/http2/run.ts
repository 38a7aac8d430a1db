/**
 * Steps of `http2`. Thirty-two streams on one connection get an event each, then another; then one of them gets 300 KB, and
 * the others one more event; last, one stops reading while the origin sends it more than it takes, and the others get one more.
 */
import { randomBytes } from 'node:crypto'
import type { ClientStream, Exchange, Ms, Stage } from '../../harness/model/index.ts'

const STREAMS = 32
const PATIENCE: Ms = 2000
const LONGEST: Ms = 20_000
const SLICE: Ms = 400
/** More than the flow-control window of the client's streams plus what a proxy is likely to buffer for one. */
const PAUSED_BYTES = 1024 * 1024
/** Time to fill all buffers between the origin and a client that does not read. */
const FILLED: Ms = 500
const BIG_BYTES = 300 * 1024
const PIECE = 32 * 1024

interface Stream {
  readonly client: ClientStream
  readonly exchange: Exchange
}

export async function run(stage: Stage): Promise<void> {
  const clients = Array.from({ length: STREAMS }, (_, n) => stage.open(`stream-${n + 1}`, { connection: 'one' }))
  const streams = await untilNoMore(stage, clients)
  stage.act('opened', { streams: streams.length })
  const live = (await round(stage, streams, 'first')) && (await round(stage, streams, 'second'))
  const [paused, big, ...others] = streams
  if (live && paused !== undefined && big !== undefined && others.length > 0) {
    void pad(big.exchange, BIG_BYTES)
    // Most of it has arrived: the transfer is in progress.
    await stage.within(FILLED, big.client.bytes(BIG_BYTES * 0.7))
    await round(stage, others, 'beside-big')
    paused.client.pause()
    // Data that the proxy does not accept stays at the origin.
    await untilFull(stage, paused.exchange)
    // What it accepted may not have reached the client yet, and only then do other streams wait behind it.
    await stage.within(PATIENCE, paused.client.windowUsedUp())
    await round(stage, others, 'beside-paused')
    paused.client.resume()
  }
  await Promise.all(streams.map(({ exchange }) => exchange.end()))
  await stage.within(PATIENCE, Promise.all(streams.map(({ client }) => client.ended())))
  await Promise.all(clients.map((client) => client.close()))
}

/**
 * Collects the streams that reach the origin, until no more do within the time limit. They are kept active meanwhile: a stream
 * that a timeout closes would free a slot for another.
 */
async function untilNoMore(stage: Stage, clients: readonly ClientStream[]): Promise<Stream[]> {
  const reached: Stream[] = []
  const all = Promise.all(
    clients.map(async (client) => {
      const exchange = await stage.exchange(client.name, 1, LONGEST)
      if (exchange === undefined) return
      reached.push({ client, exchange })
      await exchange.sendHead()
    }),
  )
  for (let idle = 0; idle < PATIENCE && reached.length < clients.length; idle += SLICE) {
    const before = reached.length
    if (await stage.within(SLICE, all)) break
    await Promise.all(reached.map(({ exchange }) => exchange.sendComment('wait')))
    if (reached.length > before) idle = 0
  }
  return [...reached]
}

/** One event on each stream; true if all arrived within the time limit. */
async function round(stage: Stage, streams: readonly Stream[], name: string): Promise<boolean> {
  stage.act('round', { name, streams: streams.length })
  await Promise.all(streams.map(({ exchange }) => exchange.sendEvent({ id: name, data: name })))
  const all = await stage.within(PATIENCE, Promise.all(streams.map(({ client }) => client.arrived(name))))
  stage.act('round-over', { name, all })
  return all
}

/** Sends until no more data is accepted. */
async function untilFull(stage: Stage, exchange: Exchange): Promise<void> {
  const padded = pad(exchange, PAUSED_BYTES)
  for (let before = -1; before < exchange.written; ) {
    before = exchange.written
    if (await stage.within(FILLED, padded)) return
  }
}

/** Incompressible comments. */
async function pad(exchange: Exchange, bytes: number): Promise<void> {
  for (let sent = 0; sent < bytes; sent += PIECE) {
    await exchange.sendBytes(
      `: ${randomBytes(PIECE / 2)
        .toString('base64')
        .slice(0, PIECE - 4)}\n\n`,
    )
  }
}
