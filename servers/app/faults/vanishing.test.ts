/**
 * Clients whose network disappears: nothing arrives any more, neither FIN nor RST. Each side has its own network namespace, and
 * the virtual cable between them is unplugged. SSE_COMPAT_SCALE sets the number of clients (200).
 */
import { expect, test } from 'vitest'
import { DEFAULTS } from '../options.ts'
import { eventually } from '../testing.ts'
import { measuredServer } from './measured-server.fixture.ts'
import { connectNetworks, networkOf, OWN_NETWORK, whyNoNetworks } from './namespace.fixture.ts'
import { readers } from './readers.fixture.ts'

const CLIENTS = Number(process.env.SSE_COMPAT_SCALE ?? 200)
/** Some get an event every second, the others only an occasional comment, which their kernel's buffer accepts for hours. */
const PATHS = Array.from({ length: CLIENTS }, (_, i) => (i % 2 ? '/sse/time' : '/sse/stream'))
const STAYING = ['/sse/time', '/sse/stream', '/sse/heartbeat']

const because = whyNoNetworks()

test.skipIf(because !== undefined).for([
  ['0.0.0.0', '192.0.2.1', '127.0.0.1'],
  ['::', '2001:db8::1', '::1'],
  ['::', '192.0.2.1', '127.0.0.1'],
] as const)(
  `a server at %s, clients that came to %s: those that vanish are let go, others stay${because ? `: skipped, since ${because}` : ''}`,
  { timeout: 300_000 },
  async ([host, address, loopback]) => {
    const options = {
      host,
      stallTimeout: 500,
      maxConnections: CLIENTS + 10,
      paces: { ...DEFAULTS.paces, heartbeat: 300 },
    }
    using server = await measuredServer(options, OWN_NETWORK)
    using clients = await readers(OWN_NETWORK)
    using neighbours = await readers(networkOf(server.pid))
    const cable = connectNetworks(server.pid, clients.pid)
    const open = (count: number) => eventually(server.state, (state) => state.open === count)

    // Once without a fault, so that everything that is created on first use exists.
    await clients.open(address, server.port, PATHS)
    await clients.leave()
    await open(0)
    const before = await server.memory()

    await neighbours.open(loopback, server.port, STAYING)
    await clients.open(address, server.port, PATHS)
    cable.unplug()
    const { left } = await open(STAYING.length)
    expect(left).toEqual({ client: CLIENTS, stalled: CLIENTS })

    await neighbours.leave()
    await open(0)
    expect(await server.memory()).toBeLessThan(before * 1.1)
  },
)
