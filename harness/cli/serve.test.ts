/** `sse-compat serve`, as a process. */
import { expect, test } from 'vitest'
import { rawConnection, requestOf } from '../../servers/app/faults/raw.fixture.ts'
import { serve } from './served.fixture.ts'

const STREAM = requestOf('GET /sse/stream')

async function listening(args: readonly string[] = [], env = {}) {
  const server = serve(['--port', '0', ...args], env)
  const { url } = await server.logged('listening')
  return { server, url: String(url), port: Number(new URL(String(url)).port) }
}

test('it logs in JSON, with its address first, and SIGTERM ends it in order', async () => {
  const { server, url, port } = await listening()
  await using _ = server
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/)
  using client = rawConnection(port, STREAM)
  await client.until((text) => text.includes('retry'))
  server.child.kill('SIGTERM')
  expect(await server.gone).toEqual({ code: 0, signal: null, complaint: '' })
  expect(server.log.map(({ event }) => event)).toEqual(['listening', 'connect', 'draining', 'leave', 'closed'])
  for (const line of server.log) {
    expect(line).toMatchObject({ time: expect.stringMatching(/^\d{4}-.*Z$/), level: 'info' })
  }
})

test('a port in use is told in one line', async () => {
  const { server, port } = await listening()
  await using _ = server
  await using second = serve(['--port', String(port)])
  const { code, complaint } = await second.gone
  expect(code).toBe(2)
  expect(complaint).toBe(`sse-compat: port ${port} of 127.0.0.1 is in use. Choose another: --port.\n`)
  expect(second.log).toEqual([])
})

test.for([
  '--port 65536',
  '--max-per-client -1',
  '--nonsense',
  '--log-level loud',
  '--drain-deadline 1.5',
  '--host 203.0.113.1',
  'nonsense',
])('%s is told in one line', async (line) => {
  await using server = serve(['--port', '0', ...line.split(' ')])
  const { code, complaint } = await server.gone
  expect(code).toBe(2)
  expect(complaint).toMatch(/^[^\n]{10,}\n$/)
  expect(server.log).toEqual([])
})

test('the publish token comes from the environment as well, and is needed then', async () => {
  const { server, url } = await listening(['--log-level', 'debug'], { SSE_PUBLISH_TOKEN: 'secret' })
  await using _ = server
  const publish = (headers: Record<string, string>) =>
    fetch(`${url}/api/notifications`, { method: 'POST', body: '{"type":"n"}', headers })
  expect((await publish({})).status).toBe(401)
  expect((await publish({ Authorization: 'Bearer secret' })).status).toBe(200)
  expect(JSON.stringify(server.log)).not.toContain('secret')
})

test('a chat key without a publish token, or a bad URL of the chat service, is one line without the secret', async () => {
  const key = 'sk-test-8f2c4e6a'
  const OPENAI_BASE_URL = 'http://127.0.0.1:1/v1'
  for (const [env, expected] of [
    [{ OPENAI_BASE_URL, OPENAI_API_KEY: key }, /without a publish token, .*by SSE_PUBLISH_TOKEN or --publish-token\./],
    [{ OPENAI_BASE_URL: `http://u:${key}@127.0.0.1` }, /OPENAI_BASE_URL/],
    [{ OPENAI_BASE_URL, OPENAI_API_KEY: `${key}\n`, SSE_PUBLISH_TOKEN: 't' }, /OPENAI_API_KEY/],
  ] as const) {
    await using server = serve(['--port', '0'], env)
    const { code, complaint } = await server.gone
    expect(code).toBe(2)
    expect(complaint).toMatch(/^sse-compat: [^\n]+\n$/)
    expect(complaint).toMatch(expected)
    expect(complaint).not.toContain(key)
    expect(server.log).toEqual([])
  }
  // Without a service the key is not used.
  const { server } = await listening([], { OPENAI_API_KEY: key })
  await server[Symbol.asyncDispose]()
})

test('--max-per-client limits the streams of one address', async () => {
  const { server, url, port } = await listening(['--max-per-client', '1'])
  await using _ = server
  using client = rawConnection(port, STREAM)
  await client.until((text) => text.includes('retry'))
  const refused = await fetch(`${url}/sse/time`)
  expect(refused.status).toBe(429)
  expect(await refused.json()).toEqual({ error: expect.any(String), maxPerClient: 1 })
})

test('it lives on when nobody reads its log any more', async () => {
  const { server, url, port } = await listening()
  await using _ = server
  server.child.stdout?.destroy()
  for (let i = 0; i < 3; i++) {
    using client = rawConnection(port, STREAM)
    await client.until((text) => text.includes('retry'))
  }
  expect((await fetch(`${url}/sse/stats`)).status).toBe(200)
  server.child.kill('SIGTERM')
  expect(await server.gone).toMatchObject({ code: 0, complaint: '' })
})

test('SIGTERM under load: every stream ends well, and what was accepted was delivered', {
  timeout: 30_000,
}, async () => {
  const { server, url, port } = await listening(['--drain-deadline', '20'])
  await using _ = server
  const clients = Array.from({ length: 200 }, () => rawConnection(port, STREAM))
  await Promise.all(clients.map(({ until }) => until((text) => text.includes('retry'))))

  const accepted: number[] = []
  let asked = 0
  const publishOn = async (): Promise<number | 'no answer'> => {
    while (true) {
      const n = asked++
      const body = JSON.stringify({ type: 'n', data: { n } })
      try {
        const { status } = await fetch(`${url}/api/notifications`, { method: 'POST', body })
        if (status !== 200) return status
        accepted.push(n)
      } catch {
        return 'no answer'
      }
      if (accepted.length === 50) server.child.kill('SIGTERM')
    }
  }
  const ends = await Promise.all(Array.from({ length: 8 }, publishOn))
  for (const end of ends) expect([503, 'no answer']).toContain(end)
  expect((await server.gone).code).toBe(0)

  const retries = new Set<string>()
  for (const client of clients) {
    await client.closed
    const [, retry = ''] = /retry: (\d+)\n\n\r\n0\r\n\r\n$/.exec(client.text()) ?? []
    expect(Number(retry)).toBeGreaterThan(0)
    retries.add(retry)
    const got = [...client.text().matchAll(/data: \{"n":(\d+)\}/g)].map(([, n]) => Number(n))
    expect(got).toEqual(expect.arrayContaining(accepted))
  }
  expect(retries.size).toBeGreaterThan(clients.length / 2)
})

test('a client that takes nothing holds the end up to the deadline, or to a second signal', {
  timeout: 30_000,
}, async () => {
  for (const [deadline, signals, code] of [
    ['1', 1, 0],
    ['1000', 2, 130],
  ] as const) {
    const { server, url, port } = await listening(['--drain-deadline', deadline])
    await using _ = server
    using client = rawConnection(port, STREAM)
    await client.until((text) => text.includes('retry'))
    client.socket.pause()
    const body = JSON.stringify({ type: 'n', data: 'x'.repeat(60_000) })
    // More than kernels buffer for a client that does not read.
    for (let i = 0; i < 200; i++) await fetch(`${url}/api/notifications`, { method: 'POST', body })
    server.child.kill('SIGTERM')
    await server.logged('draining')
    if (signals === 2) server.child.kill('SIGTERM')
    expect((await server.gone).code).toBe(code)
  }
})
