import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { untilAnswering, waitAfter } from './readiness.ts'

test('the wait between two tries grows with the time that went by, within bounds', () => {
  expect(waitAfter(0)).toBe(3)
  expect(waitAfter(24)).toBe(3)
  expect(waitAfter(400)).toBe(50)
  expect(waitAfter(60_000)).toBe(100)
})

test('a proxy that takes half a second to answer is tried about forty times, and found soon after', () => {
  let since = 0
  let tries = 0
  while (since < 500) {
    since += waitAfter(since)
    tries += 1
  }
  expect(tries).toBeLessThan(40)
  expect(since).toBeLessThan(500 * (1 + 1 / 8))
})

test('who answers only after some tries is found', async () => {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    if (connections < 4) socket.destroy()
    else socket.end('HTTP/1.1 204 No Content\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const prepared = { path: '/sse/', host: '' } as Parameters<typeof untilAnswering>[0]['prepared']
  const probe = { address: { host: '127.0.0.1', port }, prepared, authority: undefined }
  expect(await untilAnswering(probe, new AbortController().signal)).toBe(true)
  expect(connections).toBe(4)
  server.close()
})
