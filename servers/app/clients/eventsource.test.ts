/** The npm package `eventsource`, for programs in Node. */
import { EventSource, type FetchLike } from 'eventsource'
import { describe, expect, test } from 'vitest'
import { serverProcess } from './server-process.fixture.ts'

/** Opens an EventSource, and stores what it receives. */
function listen(url: string, types: readonly string[]) {
  const asked: (string | undefined)[] = []
  const fetchLike: FetchLike = (target, init) => {
    asked.push(init.headers['Last-Event-ID'])
    return fetch(target, init as RequestInit)
  }
  const source = new EventSource(url, { fetch: fetchLike })
  const heard: { type: string; id: string; data: string }[] = []
  const checks = new Set<() => void>()
  const look = () => {
    for (const check of checks) check()
  }
  for (const type of types) {
    source.addEventListener(type, ({ data, lastEventId }) => {
      heard.push({ type, id: lastEventId, data })
      look()
    })
  }
  for (const type of ['open', 'error'] as const) source.addEventListener(type, look)
  const until = (test: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!test()) return
        checks.delete(check)
        resolve()
      }
      checks.add(check)
      check()
    })
  return { source, asked, heard, until, [Symbol.dispose]: () => source.close() }
}

describe('the package eventsource', { timeout: 30_000 }, () => {
  test('named events come when they are published', async () => {
    await using server = await serverProcess()
    using listener = listen(`${server.url}/sse/stream`, ['notification', 'alert'])
    const { source, heard, until } = listener
    await until(() => source.readyState === EventSource.OPEN)
    for (let n = 1; n <= 20; n++) {
      const type = n % 2 ? 'alert' : 'notification'
      await server.publish(type, n)
      await until(() => heard.length === n)
      expect(heard.at(-1)).toMatchObject({ type, data: String(n) })
    }
  })

  test.for(['SIGKILL', 'SIGTERM'] as const)('after %s it comes back with the last id, with no gap', async (signal) => {
    await using server = await serverProcess()
    const types = ['notification', 'alert', 'system', 'progress']
    using listener = listen(`${server.url}/sse/notifications`, types)
    const { source, asked, heard, until } = listener
    await until(() => heard.length >= 5)
    await server.kill(signal)
    await until(() => source.readyState === EventSource.CONNECTING)
    const last = heard.at(-1)?.id
    await server.start()
    const { length } = heard
    await until(() => heard.length >= length + 5)
    expect(heard.map(({ id }) => Number(id))).toEqual(heard.map((_, i) => i))
    expect(asked[0]).toBeUndefined()
    expect(asked.at(-1)).toBe(last)
  })

  test('a restart that lost the history is told as a gap', async () => {
    await using server = await serverProcess()
    using listener = listen(`${server.url}/sse/stream`, ['n', 'gap'])
    const { source, heard, until } = listener
    await until(() => source.readyState === EventSource.OPEN)
    await server.publish('n', 1)
    await until(() => heard.length === 1)
    await server.kill('SIGKILL')
    await server.start()
    await until(() => heard.length === 2)
    expect(heard[1]?.type).toBe('gap')
    expect(JSON.parse(heard[1]?.data ?? '')).toEqual({ from: heard[0]?.id, to: heard[1]?.id })
  })

  test('after the answer a 204 stops it for good', async () => {
    await using server = await serverProcess()
    using listener = listen(`${server.url}/sse/ai/stream?prompt=x`, ['token', 'done'])
    const { source, heard, until, asked } = listener
    await until(() => source.readyState === EventSource.CLOSED)
    expect(heard.at(-1)?.type).toBe('done')
    expect(asked).toEqual([undefined, heard.at(-1)?.id])
  })
})
