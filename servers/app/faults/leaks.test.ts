/** Clients that connect and disconnect in every way: the server frees everything that they used. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULTS } from '../options.ts'
import { eventually } from '../testing.ts'
import { type MeasuredServer, measuredServer } from './measured-server.fixture.ts'
import { type RawConnection, rawConnection, requestOf } from './raw.fixture.ts'

const ROUNDS = 20
const CLIENTS = 500

let server: MeasuredServer
beforeAll(async () => {
  server = await measuredServer({ maxConnections: CLIENTS, paces: { ...DEFAULTS.paces, token: 1 } })
})
afterAll(() => server[Symbol.dispose]())

const isOpen = (text: string) => text.includes('retry: ')
const isWhole = (text: string) => text.includes('"done":true')

const ways: Record<
  string,
  { bytes: string; ready: (text: string) => boolean; leave: (client: RawConnection) => void }
> = {
  FIN: { bytes: requestOf('GET /sse/stream'), ready: isOpen, leave: ({ socket }) => socket.destroy() },
  RST: { bytes: requestOf('GET /sse/stream'), ready: isOpen, leave: ({ socket }) => socket.resetAndDestroy() },
  'a half-close': { bytes: requestOf('GET /stocks2'), ready: isOpen, leave: ({ socket }) => socket.end() },
  'half a request': { bytes: 'GET /sse', ready: () => true, leave: ({ socket }) => socket.destroy() },
  'waiting requests': {
    bytes: requestOf('GET /sse/stream').repeat(5),
    ready: isOpen,
    leave: ({ socket }) => socket.resetAndDestroy(),
  },
  'a whole answer': {
    // Everything except its end is available already.
    bytes: requestOf('GET /sse/ai/stream?prompt=x', { 'Last-Event-ID': '103' }),
    ready: isWhole,
    leave: ({ socket }) => socket.destroy(),
  },
}

async function round({ bytes, ready, leave }: (typeof ways)[string], clients: number): Promise<void> {
  const connections = Array.from({ length: clients }, () => rawConnection(server.port, bytes))
  await Promise.all(connections.map(({ until }) => until(ready)))
  for (const connection of connections) leave(connection)
  await Promise.all(connections.map(({ closed }) => closed))
  await eventually(server.state, ({ open }) => open === 0)
}

test('clients that come and leave leave nothing behind', { timeout: 120_000 }, async () => {
  const all = Object.values(ways)
  // Each way once, so that everything that is created on first use exists.
  for (const way of all) await round(way, CLIENTS)
  const before = await server.memory()
  for (let i = 0; i < ROUNDS; i++) await round(all[i % all.length] as (typeof all)[0], CLIENTS)
  const after = await server.memory()
  expect((await server.state()).open).toBe(0)
  expect(after).toBeLessThan(before * 1.1)
})
