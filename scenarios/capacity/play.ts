/**
 * Steps of `capacity`. Streams are opened one by one, each once the previous one has reached the origin, until one does not
 * reach it or the bound is reached. Then they are closed, to see whether a waiting or a new stream is accepted.
 */
import type { ClientStream, Exchange, Ms, Stage } from '../../harness/model/index.ts'

/** More than Apache's 400 workers, and than the 250 streams of nginx's 512 connections. */
const BOUND = 420
/** Longer than a process manager takes to fork: Apache starts one more process in the first second. */
const PATIENCE: Ms = 2000

interface Stream {
  readonly client: ClientStream
  readonly exchange: Exchange
}

export async function play(stage: Stage): Promise<void> {
  const streams: Stream[] = []
  let beyond: ClientStream | undefined
  for (let n = 1; n <= BOUND && beyond === undefined; n += 1) {
    const client = stage.open(`stream-${n}`, { connection: 'one' })
    const exchange = await stage.exchange(client.name, 1, PATIENCE)
    if (exchange === undefined) beyond = client
    else {
      await exchange.sendHead()
      streams.push({ client, exchange })
    }
  }
  stage.act('filled', { streams: streams.length, beyond: beyond?.name ?? '' })
  await leave(stage, streams, beyond)
}

async function leave(stage: Stage, streams: readonly Stream[], beyond: ClientStream | undefined): Promise<void> {
  stage.act('leaving')
  await beyond?.close()
  // Close both sides: detection of disconnects is the subject of another scenario.
  await Promise.all(streams.map(({ client, exchange }) => Promise.all([exchange.end(), client.close()])))
  for (let n = 1; ; n += 1) {
    const after = stage.open(`after-${n}`, { connection: 'two' })
    const exchange = await stage.exchange(after.name, 1, PATIENCE)
    await exchange?.sendHead()
    await exchange?.end()
    await stage.within(PATIENCE, after.ended())
    await after.close()
    // Some slots are freed only when the proxy has detected the disconnect.
    if (exchange !== undefined || n === 2) return
  }
}
