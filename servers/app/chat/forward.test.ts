import { expect, test } from 'vitest'
import { testServer } from '../testing.ts'
import { chunkOf, forwarding, HELLO, KEY, streamOf } from './service.fixture.ts'

const FAILED = 'data: {"error":{"message":"the chat service broke off","type":"upstream_error"}}\n\n'

test('chunks of a service are passed on as they come, and the end mark once', async () => {
  let go = () => {}
  await using both = await forwarding((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(chunkOf('a'))
    go = () => response.end(`${chunkOf('b')}data: [DONE]\n\n`)
  })
  const response = await both.chat()
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe(chunkOf('a'))
  go()
  let rest = ''
  for (let read = await reader.read(); !read.done; read = await reader.read())
    rest += Buffer.from(read.value).toString()
  expect(rest).toBe(`${chunkOf('b')}data: [DONE]\n\n`)
  expect([both.asked[0]?.url, both.asked[0]?.headers.authorization]).toEqual(['/v1/chat/completions', `Bearer ${KEY}`])
})

test.for([
  ['an end mark without its empty line', [chunkOf('a'), 'data: [DONE]'], `${chunkOf('a')}data: [DONE]\n\n`],
  ['no end mark', [chunkOf('a')], `${chunkOf('a')}data: [DONE]\n\n`],
  ['a last chunk without its empty line', [chunkOf('a').trimEnd()], `${chunkOf('a')}data: [DONE]\n\n`],
  ['other line ends', [chunkOf('ä').replaceAll('\n', '\r\n')], `${chunkOf('ä')}data: [DONE]\n\n`],
  ['a last chunk that is cut off', [chunkOf('a'), chunkOf('b').slice(0, 20)], `${chunkOf('a')}${FAILED}`],
  ['events of another kind', ['event: ping\ndata: {}\n\n', chunkOf('a')], `${chunkOf('a')}data: [DONE]\n\n`],
] as const)('a stream with %s', async ([, pieces, expected]) => {
  await using both = await forwarding(streamOf(...pieces))
  expect(await (await both.chat()).text()).toBe(expected)
})

test('a client that leaves ends the request to the service', async () => {
  const closed = Promise.withResolvers<void>()
  await using both = await forwarding((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(chunkOf('a'))
    response.on('close', closed.resolve)
  })
  const leave = new AbortController()
  await both.chat({ signal: leave.signal })
  leave.abort()
  await closed.promise
})

test('a service that breaks off leaves an error and no end mark', async () => {
  await using both = await forwarding((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(chunkOf('a'), () => response.destroy())
  })
  expect(await (await both.chat()).text()).toBe(`${chunkOf('a')}${FAILED}`)
})

test.for([
  [429, 429],
  [400, 400],
  [401, 502],
  [500, 502],
] as const)("a service's %i becomes %i, with the seconds of its Retry-After", async ([theirs, ours]) => {
  await using both = await forwarding((_, response) => {
    response.writeHead(theirs, { 'Retry-After': '7' }).end('{"error":{"message":"because"}}')
  })
  const response = await both.chat()
  expect([response.status, response.headers.get('retry-after')]).toEqual([ours, '7'])
  const { error } = (await response.json()) as { error: { message: string } }
  expect(error.message).toMatch(new RegExp(`^the chat service [^(]+ \\(it answered ${theirs}\\)$`))
})

test('a service that is not there is 502', async () => {
  await using server = await testServer({ openai: { baseUrl: 'http://127.0.0.1:1', key: undefined } })
  const response = await fetch(`${server.url}/sse/ai/chat`, { method: 'POST', body: JSON.stringify(HELLO) })
  expect(response.status).toBe(502)
})

test('where no further stream can be opened the service is not asked', async () => {
  await using both = await forwarding(streamOf(chunkOf('a')), { maxConnections: 0 })
  expect((await both.chat()).status).toBe(429)
  expect(both.asked).toEqual([])
})
