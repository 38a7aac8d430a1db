/** Streams that share an HTTP/2 connection, and the effect of a server's limit on them. */
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import type { OpenOptions } from '../model/index.ts'
import { nameFromTarget } from '../wire/request-target.ts'
import { createConnections } from './connections.ts'
import { certificate, data, endStream, frameServer, frontServer, goaway, head200, SETTINGS } from './http2.fixture.ts'
import { type TestStream, testStream } from './testing.ts'

const TYPE = { 'Content-Type': 'text/event-stream' }

/** Streams on one connection to a server that keeps each response for the test, by the stream's name. */
async function sharing(settings = {}) {
  const answers = new Map<string, ServerResponse>()
  const server = await frontServer(
    'h2+tls',
    (request, response) =>
      void answers.set(nameFromTarget(request.url?.split('/').at(-1) ?? ''), response.writeHead(200, TYPE)),
    { settings },
  )
  const connections = createConnections()
  const clients: ReturnType<typeof testStream>[] = []
  return {
    answers,
    connections,
    server,
    open(name: string, more: OpenOptions = {}) {
      const front = { front: 'h2+tls', authority: certificate.authority, connections } as const
      const client = testStream(server.address, { connection: 'one', ...more }, name, 'tok', front)
      clients.push(client)
      return client
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.stream.close()))
      await connections.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

test('two streams, one connection; one leaves and the other goes on', async () => {
  await using all = await sharing()
  const [a, b] = [all.open('a'), all.open('b')]
  await expect.poll(() => all.answers.size).toBe(2)
  for (const name of ['a', 'b']) all.answers.get(name)?.write(`: ${name}1\n\n`)
  await Promise.all([a.stream.arrived('a1'), b.stream.arrived('b1')])
  const alone = all.open('alone', { connection: 'another' })
  await expect.poll(() => all.answers.size).toBe(3)

  const left = new Promise((resolve) => all.answers.get('a')?.on('close', resolve))
  await a.stream.close()
  await left
  all.answers.get('b')?.end(': b2\n\n')
  await b.stream.ended()
  expect(a.of('end')).toMatchObject([{ byUs: true, message: 'cut' }])
  expect(b.of('end')).toMatchObject([{ byUs: false, message: 'complete' }])
  const port = (client: typeof a) => client.of('connected')[0]?.local
  expect(port(a)).toBe(port(b))
  expect(port(alone)).not.toBe(port(a))
  expect(b.of('settings')).toHaveLength(1)
})

test('beyond SETTINGS_MAX_CONCURRENT_STREAMS a request waits, unsent, and that is told; it goes out when another stream ends', async () => {
  await using all = await sharing({ maxConcurrentStreams: 2 })
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => all.open(name)) as [
    TestStream,
    TestStream,
    TestStream,
    TestStream,
  ]
  await expect.poll(() => c.of('queued').length + d.of('queued').length).toBe(2)
  await expect.poll(() => all.answers.size).toBe(2)
  expect(a.of('settings')).toMatchObject([{ maxConcurrentStreams: 2 }])
  expect([...a.of('queued'), ...b.of('queued'), ...c.of('request'), ...d.of('request')]).toEqual([])

  await d.stream.close()
  all.answers.get('a')?.end()
  await expect.poll(() => all.answers.size).toBe(3)
  expect(all.answers.has('c')).toBe(true)
  expect(c.of('request')).toHaveLength(1)
  expect(c.of('request')[0]?.t).toBeGreaterThan(c.of('queued')[0]?.t ?? 0)
  await b.stream.close()
  expect(d.of('request')).toEqual([])
  expect(d.of('end')).toMatchObject([{ byUs: true, message: 'none' }])
})

test('a server that hangs up before its SETTINGS ends every stream that waits for them', async () => {
  await using server = await frameServer(() => {})
  const connections = createConnections()
  const front = { front: 'h2+tls', authority: certificate.authority, connections } as const
  await using silent = testStream(server.address, { connection: 'one' }, 'a', 'tok', front)
  await expect.poll(() => silent.of('connected').length).toBe(1)
  await server[Symbol.asyncDispose]()
  await silent.stream.ended()
  expect(silent.of('end')).toMatchObject([{ message: 'none', byUs: false }])
  await connections.close()
})

test('a paused stream waits, its neighbour does not', async () => {
  await using all = await sharing()
  const [a, b] = [all.open('a'), all.open('b')]
  await expect.poll(() => all.answers.size).toBe(2)
  for (const answer of all.answers.values()) answer.write(': hi\n\n')
  await Promise.all([a.stream.arrived('hi'), b.stream.arrived('hi')])
  a.stream.pause()
  let isUsedUp = false
  const usedUp = a.stream.windowUsedUp().then(() => {
    isUsedUp = true
  })
  all.answers.get('a')?.write(Buffer.alloc(200_000, `: ${'x'.repeat(997)}\n`))
  all.answers.get('b')?.write(': beside\n\n')
  await b.stream.arrived('beside')
  expect(isUsedUp).toBe(false)
  all.answers.get('a')?.end(Buffer.alloc(8e6, `: ${'x'.repeat(997)}\n`))
  all.answers.get('b')?.end(Buffer.alloc(8e6, `: ${'x'.repeat(997)}\n`))
  await Promise.all([usedUp, b.stream.ended()])
  expect(b.stream.received).toBe(8e6 + 16)
  expect(a.stream.received).toBeLessThan(1e6)
  a.stream.resume()
  await a.stream.ended()
  expect(a.stream.received).toBe(8e6 + 200_006)
})

test('a connection that is going away takes no further stream: the next one opens another', async () => {
  let connections = 0
  await using server = await frameServer(
    (socket) => {
      connections += 1
      const going = connections === 1 ? [goaway(1, 0)] : []
      socket.write(Buffer.concat([head200(1), ...going, data(1, `: ${connections}\n\n`)]))
      if (connections === 2) socket.write(endStream(1))
    },
    { greeting: SETTINGS },
  )
  const shared = createConnections()
  const front = { front: 'h2+tls', authority: certificate.authority, connections: shared } as const
  await using a = testStream(server.address, { connection: 'one' }, 'a', 'tok', front)
  await a.stream.arrived('1')
  await using b = testStream(server.address, { connection: 'one' }, 'b', 'tok', front)
  await b.stream.arrived('2')
  await b.stream.ended()
  expect(a.of('end')).toEqual([])
  expect(connections).toBe(2)
  await a.stream.close()
  await shared.close()
})
