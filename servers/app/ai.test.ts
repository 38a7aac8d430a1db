import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { answerTo, tokensOf } from './model-answer.ts'
import { type TestServer, testServer } from './testing.ts'

const PROMPT = 'Grüße, नमस्ते 👩‍👩‍👧 🇩🇪'
const path = `/sse/ai/stream?prompt=${encodeURIComponent(PROMPT)}`
const tokens = tokensOf(answerTo(PROMPT))

test('an answer comes in whole grapheme clusters, then done, then the end', async () => {
  await using server = await testServer()
  using stream = await server.open(path)
  await stream.ended
  const last = { id: String(tokens.length), event: 'done', data: '{"done":true}' }
  expect(stream.events).toEqual([
    ...tokens.map((token, i) => ({ id: String(i), event: 'token', data: JSON.stringify({ token, done: false }) })),
    last,
  ])
  expect(tokens).toContain('👩‍👩‍👧')
  expect((await server.stats()).connections).toBe(0)
})

test('Last-Event-ID resumes the same answer; that of done gets 204', async () => {
  await using server = await testServer()
  using stream = await server.open(path, { 'Last-Event-ID': String(tokens.length - 3) })
  await stream.ended
  expect(stream.events.map(({ event }) => event)).toEqual(['token', 'token', 'done'])
  using over = await server.open(path, { 'Last-Event-ID': String(tokens.length) })
  expect(over.response.status).toBe(204)
  expect((await fetch(`${server.url}/sse/ai/stream`)).status).toBe(400)
})

const chat = (server: TestServer, body: unknown, signal?: AbortSignal) =>
  fetch(`${server.url}/sse/ai/chat`, { method: 'POST', body: JSON.stringify(body), signal: signal ?? null })
const HELLO = { model: 'm', messages: [{ role: 'user', content: PROMPT }] }

test("the built-in model speaks OpenAI's format", async () => {
  await using server = await testServer()
  const blocks = (await (await chat(server, HELLO)).text()).trimEnd().split('\n\n')
  expect(blocks.pop()).toBe('data: [DONE]')
  const chunks = blocks.map((block) => JSON.parse(block.slice('data: '.length)))
  for (const chunk of chunks)
    expect(chunk).toMatchObject({ object: 'chat.completion.chunk', model: 'm', id: chunks[0].id })
  expect(chunks.at(-1).choices[0].finish_reason).toBe('stop')
  expect(chunks.map(({ choices }) => choices[0].delta.content ?? '').join('')).toBe(answerTo(PROMPT))
})

test.for([{}, { messages: [] }, { messages: [1] }, { ...HELLO, stream: false }, null])(
  '%j is no chat',
  async (body) => {
    await using server = await testServer()
    const response = await chat(server, body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
  },
)

/** A service of the test's own, and the application in front of it. */
async function forwarding(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const service = createServer(answer)
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}/v1`
  const server = await testServer({ openai: { baseUrl, key: 'k' } })
  return {
    server,
    async [Symbol.asyncDispose]() {
      await server.drain()
      service.closeAllConnections()
      service.close()
    },
  }
}

test('chunks of a service are passed on as they come, and the end mark is added once', async () => {
  let seen: IncomingMessage | undefined
  let go = () => {}
  await using both = await forwarding((request, response) => {
    seen = request
    request.resume()
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write('data: {"a":1}\n\n')
    go = () => response.end('data: {"b":2}\n\ndata: [DONE]\n\n')
  })
  const response = await chat(both.server, HELLO)
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('data: {"a":1}\n\n')
  go()
  let rest = ''
  for (let read = await reader.read(); !read.done; read = await reader.read())
    rest += Buffer.from(read.value).toString()
  expect(rest).toBe('data: {"b":2}\n\ndata: [DONE]\n\n')
  expect([seen?.url, seen?.headers.authorization]).toEqual(['/v1/chat/completions', 'Bearer k'])
})

test('a client that leaves ends the request to the service', async () => {
  const closed = Promise.withResolvers<void>()
  await using both = await forwarding((request, response) => {
    request.resume()
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n')
    response.on('close', closed.resolve)
  })
  const leave = new AbortController()
  await chat(both.server, HELLO, leave.signal)
  leave.abort()
  await closed.promise
})

test('a service that breaks off leaves an error and no end mark', async () => {
  await using both = await forwarding((request, response) => {
    request.resume()
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write('data: 1\n\n', () => response.destroy())
  })
  const text = await (await chat(both.server, HELLO)).text()
  expect(text).toContain('"type":"upstream_error"')
  expect(text).not.toContain('[DONE]')
})

test.for([
  [429, 429],
  [400, 400],
  [401, 502],
  [500, 502],
] as const)("a service's %i becomes %i", async ([theirs, ours]) => {
  await using both = await forwarding((request, response) => {
    request.resume()
    response.writeHead(theirs, { 'Retry-After': '7' }).end('{"error":{"message":"because"}}')
  })
  const response = await chat(both.server, HELLO)
  expect([response.status, response.headers.get('retry-after')]).toEqual([ours, '7'])
  expect(((await response.json()) as { error: { message: string } }).error.message).toContain('because')
})

test('a service that is not there is 502', async () => {
  await using server = await testServer({ openai: { baseUrl: 'http://127.0.0.1:1', key: undefined } })
  expect((await chat(server, HELLO)).status).toBe(502)
})
