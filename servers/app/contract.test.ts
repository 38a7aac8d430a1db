import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer({ corsOrigins: ['http://localhost:5173'], maxBody: 1000 })
})
afterAll(() => server[Symbol.asyncDispose]())

const STREAMS = [
  '/sse/time',
  '/sse/notifications',
  '/sse/stream',
  '/sse/events',
  '/sse/heartbeat',
  '/sse/ai/stream?prompt=x',
  '/stocks',
  '/stocks2',
]

test.for(STREAMS)('%s has the head of a stream, and a retry', async (path) => {
  using stream = await server.open(path)
  const { status, headers } = stream.response
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(headers.get('cache-control')).toBe('no-cache')
  expect(headers.get('x-accel-buffering')).toBe('no')
  await stream.until((text) => text.includes('retry: 3000\n'))
})

test.for(STREAMS)('%s answers HEAD, OPTIONS, a wrong method and a wrong Accept', async (path) => {
  const ask = (method: string, headers = {}) => fetch(server.url + path, { method, headers })
  const head = await ask('HEAD')
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  const options = await ask('OPTIONS')
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
  const wrong = await ask('DELETE')
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  expect((await ask('GET', { Accept: 'text/html' })).status).toBe(406)
  expect((await ask('GET', { Accept: 'text/event-stream;q=0, */*' })).status).toBe(406)
})

test('what is not there is 404', async () => {
  for (const path of ['/nothing', '//sse/time', '/sse/time/']) expect((await fetch(server.url + path)).status).toBe(404)
})

test('the time is HH:mm:ss', async () => {
  using stream = await server.open('/sse/time')
  for (const { data } of await stream.take(2)) expect(data).toMatch(/^\{"time":"\d\d:\d\d:\d\d"\}$/)
})

test.for([
  [undefined, 0],
  ['7', 8],
  ['no number', 0],
  ['-3', 0],
  ['1e400', 0],
] as const)('notifications after the id %j begin with %i', async ([last, first]) => {
  using stream = await server.open('/sse/notifications', last === undefined ? {} : { 'Last-Event-ID': last })
  const events = await stream.take(30)
  expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => String(first + i)))
  for (const { id, event, data } of events) {
    const n = Number(id)
    const expected = {
      notification: { message: expect.any(String), type: 'info' },
      alert: { message: expect.any(String), level: 'warning' },
      system: { status: 'running', uptime: n * 60 },
      progress: { completed: Math.min(n * 10, 100), total: 100 },
    }
    expect(JSON.parse(data)).toEqual(expected[event as keyof typeof expected])
  }
})

test('heartbeat: updates and comments', async () => {
  using stream = await server.open('/sse/heartbeat')
  await stream.until((text) => text.includes(': heartbeat\n\n'))
  await stream.until((text) => /event: update\ndata: \{"value":\d+\}\n\n/.test(text))
})

test.for(['/stocks', '/stocks2'])('%s has quotes', async (path) => {
  using stream = await server.open(path)
  for (const { id, event, data } of await stream.take(3)) {
    const quote = JSON.parse(data)
    expect(event).toBe('stockUpdate')
    expect(id).toBe(path === '/stocks' ? undefined : quote.id)
    expect(['MSFT', 'AAPL', 'GOOG', 'AMZN']).toContain(quote.symbol)
    expect(quote.price).toBeGreaterThanOrEqual(100)
    expect(quote.price).toBeLessThanOrEqual(150)
    expect(String(quote.price)).toMatch(/^\d{3}(\.\d\d?)?$/)
    expect(new Date(quote.timestamp).toISOString()).toBe(quote.timestamp)
  }
})

test.for([
  ['{', 400, 'not JSON'],
  ['{"data":1}', 400, 'type is missing'],
  ['null', 400, 'type is missing'],
  ['{"type":"","data":1}', 400, 'type is missing'],
  ['{"type":"a\\nb","data":1}', 400, 'CR, LF'],
  ['{"type":"a\\rb","data":1}', 400, 'CR, LF'],
  [`{"type":"a","data":"${'x'.repeat(2000)}"}`, 413, 'longer than 1000'],
] as const)('publishing %s is refused with %i', async ([body, status, reason]) => {
  const before = (await server.stats()).published
  const response = await fetch(`${server.url}/api/notifications`, { method: 'POST', body })
  expect(response.status).toBe(status)
  expect(((await response.json()) as { error: string }).error).toContain(reason)
  expect((await server.stats()).published).toBe(before)
})

test('an over-long body without a length is refused as well', async () => {
  const body = new Blob(['x'.repeat(2000)]).stream()
  const response = await fetch(`${server.url}/api/notifications`, { method: 'POST', body, duplex: 'half' })
  expect(response.status).toBe(413)
})

test('CORS for named origins only', async () => {
  const ask = async (origin: string) => {
    using stream = await server.open('/sse/time', { Origin: origin })
    return stream.response.headers
  }
  const named = await ask('http://localhost:5173')
  expect(named.get('access-control-allow-origin')).toBe('http://localhost:5173')
  expect(named.get('vary')).toBe('Origin')
  expect((await ask('http://elsewhere.example')).get('access-control-allow-origin')).toBeNull()
  const preflight = await fetch(`${server.url}/api/notifications`, {
    method: 'OPTIONS',
    headers: { Origin: 'http://localhost:5173', 'Access-Control-Request-Method': 'POST' },
  })
  expect(preflight.headers.get('access-control-allow-methods')).toBe('POST, OPTIONS')
})

test.for(['/', '/ticker', '/notifications', '/ai'])(
  'the page %s has a strict policy and loads only from here',
  async (path) => {
    const response = await fetch(server.url + path)
    const html = await response.text()
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(html).not.toMatch(/https?:|<script>|<style|style=|\son[a-z]+=/)
    for (const [, file] of html.matchAll(/(?:src|href)="(assets\/[^"]+)"/g)) {
      expect((await fetch(`${server.url}/${file}`)).status).toBe(200)
    }
  },
)

test('metrics say the same as stats', async () => {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  expect(text).toContain(`sse_published_total ${(await server.stats()).published}\n`)
  expect(text).toMatch(/^sse_endpoint_connections\{path="\/stocks"\} \d+$/m)
})

test('options turn the hints of the head on and off', async () => {
  await using other = await testServer({ accelHeader: false, noTransform: true, incremental: true })
  using stream = await other.open('/sse/time')
  const { headers } = stream.response
  expect(headers.get('x-accel-buffering')).toBeNull()
  expect(headers.get('cache-control')).toBe('no-cache, no-transform')
  expect(headers.get('incremental')).toBe('?1')
})
