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

const chat = (server: TestServer, body: unknown) =>
  fetch(`${server.url}/sse/ai/chat`, { method: 'POST', body: JSON.stringify(body) })
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

test('a long name of a model is repeated in part only, since every chunk has it', async () => {
  await using server = await testServer()
  const response = await chat(server, { ...HELLO, model: 'm'.repeat(5000) })
  const [first = ''] = (await response.text()).split('\n\n')
  expect(JSON.parse(first.slice('data: '.length)).model).toBe('m'.repeat(200))
})
