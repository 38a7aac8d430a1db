/** Actions on a server while it is measured: opening streams, sending events one by one or continuously. */
import { now } from '../../harness/wire/timestamp.ts'
import { Load } from './load.ts'
import { HOST, type RunningPeer, STREAM_PATH } from './peer.ts'
import { Publisher } from './publisher.ts'
import { median } from './statistics.ts'
import { cpuMicroseconds, residentBytes } from './usage.ts'

/** Minimum number of deliveries for a figure about single events. */
const SINGLE_DELIVERIES = 50_000
const SINGLE_EVENTS = 15
const SUSTAINED_MS = 3000
/** Number of concurrent publishers: enough that the server always has work, and few enough that no queue overflows. */
const PUBLISHERS = 4

/** @param reading false: the clients read nothing once their streams are open */
export async function openStreams(load: Load, server: RunningPeer, count: number, reading = true): Promise<void> {
  load.order({ do: 'open', host: HOST, port: server.port, path: STREAM_PATH, count, sources: sources(), reading })
  await load.next('open')
}

/** Loads and compiles the server's code before its memory is measured. */
export async function warmUp(server: RunningPeer): Promise<void> {
  await using load = new Load()
  using publisher = new Publisher(server)
  await openStreams(load, server, 50)
  for (let i = 0; i < 20; i++) await publisher.publish()
}

/** Bytes, after a garbage collection. */
export async function sizes(server: RunningPeer) {
  const collected = await server.collect()
  return { resident: residentBytes(server.pids), heap: collected?.heapUsed, external: collected?.external }
}

/**
 * Sends events one by one, each when all streams have received the previous one.
 * @returns ms from the publishing request to the last stream's event and to that of 99 % of them, medians over the events; µs of
 * the server's CPU for one event to one stream
 */
export async function singleEvents(server: RunningPeer, load: Load, publisher: Publisher, streams: number) {
  const last: number[] = []
  const p99: number[] = []
  const cpuBefore = cpuMicroseconds(server.pids)
  while (last.length < SINGLE_EVENTS || last.length * streams < SINGLE_DELIVERIES) {
    load.order({ do: 'count', step: streams, each: true })
    await load.next('counting')
    const [at] = await Promise.all([publisher.publish(), load.next('round')])
    load.order({ do: 'arrivals' })
    const arrivals = await load.next('arrivals')
    last.push(arrivals.last - at)
    p99.push(arrivals.p99 - at)
  }
  const cpu = (cpuMicroseconds(server.pids) - cpuBefore) / (last.length * streams)
  return { last: median(last), p99: median(p99), cpu }
}

/**
 * Several concurrent publishers for some seconds; each publishes its next event when its last one has reached all streams.
 * @returns events delivered per second; µs of the server's CPU for one event to one stream
 */
export async function sustained(server: RunningPeer, load: Load, publisher: Publisher, streams: number) {
  load.order({ do: 'count', step: streams, each: false })
  await load.next('counting')
  const cpuBefore = cpuMicroseconds(server.pids)
  const start = now()
  let end = start
  let rounds = 0
  const publish = async () => {
    while (now() - start < SUSTAINED_MS) {
      const [, { at }] = await Promise.all([publisher.publish(), load.next('round')])
      rounds++
      end = Math.max(end, at)
    }
  }
  await Promise.all(Array.from({ length: PUBLISHERS }, publish))
  const deliveries = rounds * streams
  return { rate: deliveries / ((end - start) / 1000), cpu: (cpuMicroseconds(server.pids) - cpuBefore) / deliveries }
}

/** Addresses for the clients, different from those of the previous run, whose ports may still be in use. */
function sources(): string[] {
  const net = `127.${100 + Math.floor(Math.random() * 100)}.${Math.floor(Math.random() * 255)}`
  return [1, 2, 3, 4].map((host) => `${net}.${host}`)
}
