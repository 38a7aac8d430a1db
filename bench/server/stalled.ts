/** Measures the cost of subscribers that do not read: the server's memory, and the latency of the other subscribers. */
import { openStreams, singleEvents, sizes, warmUp } from './acts.ts'
import { Load } from './load.ts'
import { HOST, type Peer, type RunningPeer } from './peer.ts'
import { Publisher } from './publisher.ts'

export interface StalledFigures {
  /** Bytes of the server's memory for each such subscriber when its queue is full: in RAM, and for heap and buffers alone. */
  readonly memory: number
  readonly counted: number
  /** ms until 99 % of the reading subscribers have an event, with and without stalled ones at the same time. */
  readonly p99: number
  readonly p99Without: number
}

interface Sizes {
  readonly resident: number
  readonly counted: number
}

/** Bytes of an event: small relative to the kernel's buffers, so that all streams stall at nearly the same event. */
const SIZE = 8000
/** Events between two checks whether all have stalled. */
const STRETCH = 100

/**
 * Memory is compared with that of streams that read the same events, on another instance. Latency is compared with that of the
 * same instance after the stalled subscribers have closed.
 * @param streams total number of streams
 * @param count how many of them do not read
 */
export async function measureStalled(peer: Peer, streams: number, count: number): Promise<StalledFigures> {
  const { events, size, ...times } = await stalledFiguresOf(peer, streams, count)
  const control = await readingSizesOf(peer, count, events)
  return {
    memory: (size.resident - control.resident) / count,
    counted: (size.counted - control.counted) / count,
    ...times,
  }
}

async function stalledFiguresOf(peer: Peer, streams: number, count: number) {
  await using server = await peer.start()
  await warmUp(server)
  const before = await sizes(server)
  using publisher = new Publisher(server)
  await using stalled = new Load()
  await openStreams(stalled, server, count, false)
  const events = await fill(server, publisher, count)
  const size = difference(await sizes(server), before)

  const reading = streams - count
  await using load = new Load()
  await openStreams(load, server, reading)
  // Discarded: the first events to new streams are slower.
  await singleEvents(server, load, publisher, reading)
  const { p99 } = await singleEvents(server, load, publisher, reading)
  await stalled[Symbol.asyncDispose]()
  while ((await stats(server)).connections > reading);
  const { p99: p99Without } = await singleEvents(server, load, publisher, reading)
  return { events, size, p99, p99Without }
}

async function readingSizesOf(peer: Peer, count: number, events: number): Promise<Sizes> {
  await using server = await peer.start()
  await warmUp(server)
  const before = await sizes(server)
  using publisher = new Publisher(server)
  await using load = new Load()
  await openStreams(load, server, count)
  load.order({ do: 'count', step: count * events, each: false })
  await load.next('counting')
  for (let i = 0; i < events; i++) await publisher.publish(SIZE)
  await load.next('round')
  return difference(await sizes(server), before)
}

/** Sends until every new event removes one from each queue. @returns number of events sent */
async function fill(server: RunningPeer, publisher: Publisher, count: number): Promise<number> {
  let { dropped } = await stats(server)
  for (let sent = STRETCH; ; sent += STRETCH) {
    for (let i = 0; i < STRETCH; i++) await publisher.publish(SIZE)
    const before = dropped
    dropped = (await stats(server)).dropped
    if (dropped - before >= count * STRETCH) return sent
  }
}

function difference(after: Awaited<ReturnType<typeof sizes>>, before: Awaited<ReturnType<typeof sizes>>): Sizes {
  const counted = ({ heap = 0, external = 0 }: typeof after) => heap + external
  return { resident: after.resident - before.resident, counted: counted(after) - counted(before) }
}

async function stats(server: RunningPeer) {
  const response = await fetch(`http://${HOST}:${server.port}/sse/stats`)
  return (await response.json()) as { connections: number; dropped: number }
}
