import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { Broadcast } from './broadcast.ts'
import { encode } from './encoder.ts'
import { MemoryLog } from './event-log/memory.ts'
import { Hub } from './hub.ts'
import { numberedIds } from './ids.ts'
import { startServer } from './server.ts'
import { SseStream, type StreamTotals } from './stream.ts'

/** A server whose every response is a stream for the test to use; returns the text of the response once the stream has ended. */
async function answering(use: (stream: SseStream, totals: StreamTotals) => void): Promise<string> {
  const totals = { delivered: 0, dropped: 0 }
  const server = createServer((_request, response) => {
    use(new SseStream(response, { path: '/', limit: 10, totals, headers: {} }), totals)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).text()
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

test('blocks of one turn of the event loop come in order, and count one by one', async () => {
  let delivered = 0
  const text = await answering((stream, totals) => {
    const all = new Broadcast()
    all.join(stream)
    for (const data of ['a', 'b', 'c']) all.send(encode({ data }))
    all.send(encode({ comment: 'no event' }))
    setImmediate(() => {
      delivered = totals.delivered
      stream.end()
    })
  })
  expect(text).toBe('data: a\n\ndata: b\n\ndata: c\n\n: no event\n\n')
  expect(delivered).toBe(3)
})

test('what is large does not wait for the end of the turn', async () => {
  const data = 'x'.repeat(20_000)
  const text = await answering((stream) => {
    const all = new Broadcast()
    all.join(stream)
    all.send(encode({ data: 'first' }))
    all.send(encode({ data }))
    stream.end()
  })
  expect(text).toBe(`data: first\n\ndata: ${data}\n\n`)
})

test('who subscribes between an event and the end of its turn gets it once, if it was missed', async () => {
  const hub = new Hub(new MemoryLog({ ids: numberedIds(), historySize: 10, unknown: 'gap' }))
  const known = hub.publish('n', 'known') as string
  for (const [lastEventId, expected] of [
    [known, ['missed', 'next']],
    [undefined, ['next']],
  ] as const) {
    const text = await answering((stream) => {
      hub.publish('n', 'missed')
      hub.subscribe(stream, { lastEventId, retry: 1, latest: false })
      hub.publish('n', 'next')
      setImmediate(() => stream.end())
    })
    const data = [...text.matchAll(/^data: (.*)$/gm)].map(([, value]) => value)
    expect(data).toEqual(expected)
  }
})

test('what was published in the turn in which the server begins to go down is still sent', async () => {
  // The log's line is written in the same turn of the event loop as the publication.
  const server = await startServer({ port: 0 }, (line) => {
    if (line.includes('"event":"publish"')) void server.drain()
  })
  const response = await fetch(`${server.url}/sse/stream`)
  await fetch(`${server.url}/api/notifications`, { method: 'POST', body: '{"type":"n","data":"late"}' })
  expect(await response.text()).toMatch(/data: "late"\n\nretry: \d+\n\n$/)
  await server.drain()
})
