/** Measures one server with one number of streams, from its start to its end. */
import { openStreams, singleEvents, sizes, sustained, warmUp } from './acts.ts'
import { Load } from './load.ts'
import type { Peer } from './peer.ts'
import { Publisher } from './publisher.ts'

/** Values are undefined where a server does not have them. */
export interface Figures {
  /** KB (1,000 bytes) for each stream: growth of the process in RAM with idle streams, after garbage collection. */
  readonly memory: number
  /** The same after events have been sent to all streams. */
  readonly memoryUsed: number
  /** KB of the JavaScript heap, a part of `memory`. */
  readonly heap: number | undefined
  /** KB of buffers outside of the heap. */
  readonly external: number | undefined
  /** ms from the publishing request to the last stream's event, and to that of 99 % of them; medians over events. */
  readonly last: number
  readonly p99: number
  /** µs of the server's CPU for one event to one stream, single events. */
  readonly cpuSingle: number
  /** Events delivered per second while four publishers publish continuously. */
  readonly rate: number
  /** As `cpuSingle`, during that time. */
  readonly cpuSustained: number
}

/** Starts the server, measures it, and stops it. */
export async function measure(peer: Peer, streams: number): Promise<Figures> {
  await using server = await peer.start()
  await warmUp(server)
  const before = await sizes(server)
  await using load = new Load()
  using publisher = new Publisher(server)
  await openStreams(load, server, streams)
  const idle = await sizes(server)
  const single = await singleEvents(server, load, publisher, streams)
  const flow = await sustained(server, load, publisher, streams)
  const used = await sizes(server)
  const each = (after: number | undefined, first: number | undefined) =>
    after === undefined || first === undefined ? undefined : (after - first) / streams / 1000
  return {
    memory: each(idle.resident, before.resident) as number,
    memoryUsed: each(used.resident, before.resident) as number,
    heap: each(idle.heap, before.heap),
    external: each(idle.external, before.external),
    last: single.last,
    p99: single.p99,
    cpuSingle: single.cpu,
    rate: flow.rate,
    cpuSustained: flow.cpu,
  }
}
