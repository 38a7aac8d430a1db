/** Well-formed JSON that is still a burden: deep, huge, with duplicate names, or with names of built-in properties. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const post = (path: string, body: string) => fetch(server.url + path, { method: 'POST', body })
const lists = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const message = (content: string) => `{"messages":[{"role":"user","content":${content}}]}`

/** As deep as the maximum body size allows. */
const DEEP: Record<string, string> = {
  'lists that are not closed': '['.repeat(60_000),
  lists: lists(30_000),
  objects: objects(10_000),
  'lists and objects': `${'[{"a":'.repeat(8000)}1${'}]'.repeat(8000)}`,
}

test.for(Object.entries(DEEP))('%s are 400, wherever they are in a body', async ([, deep]) => {
  const before = (await server.stats()).published
  const bodies = [
    ['/api/notifications', deep],
    ['/api/notifications', `{"type":"n","data":${deep}}`],
    ['/api/notifications', `{"type":${deep},"data":1}`],
    ['/sse/ai/chat', deep],
    ['/sse/ai/chat', message(deep)],
    ['/sse/ai/chat', `{"messages":[{"role":"user"}],"tools":${deep}}`],
  ] as const
  for (const [path, body] of bodies) {
    const response = await post(path, body)
    expect(response.status, `${path} ${body.slice(0, 40)}`).toBe(400)
    expect(JSON.stringify(await response.json())).toMatch(/more than 100 levels|not JSON in UTF-8/)
  }
  expect((await server.stats()).published).toBe(before)
})

test('a hundred levels are published as they are; one more is too many', async () => {
  using stream = await server.open('/sse/stream')
  await stream.until((text) => text.includes('retry'))
  // The body itself is the first level.
  expect((await server.publish('n', JSON.parse(lists(99)))).status).toBe(200)
  expect((await stream.take(1))[0]?.data).toBe(lists(99))
  expect((await server.publish('n', JSON.parse(lists(100)))).status).toBe(400)
})

test.for([
  // As JSON.parse does: the last one counts.
  ['a name twice', '{"type":"a","type":"n","data":1,"data":2}', 200, '2'],
  ['__proto__ with a type', '{"__proto__":{"type":"n"},"data":1}', 400, 'type is missing'],
  ['__proto__ in the data', '{"type":"n","data":{"__proto__":{"x":1}}}', 200, '{"__proto__":{"x":1}}'],
  ['constructor and toJSON', '{"type":"n","data":{"constructor":1,"toJSON":2}}', 200, '{"constructor":1,"toJSON":2}'],
  ['a type that is a list', '{"type":["n"],"data":1}', 400, 'type is missing'],
  ['half a character in the type', '{"type":"n\\ud800","data":1}', 400, 'lone surrogate'],
  ['half a character in the data', '{"type":"n","data":"\\udc00"}', 200, '"\\udc00"'],
  ['a number beyond all', '{"type":"n","data":[1e999]}', 400, 'a number out of range'],
  ['a number below all', '{"type":"n","data":-1e999}', 400, 'a number out of range'],
  ['a number of 60,000 digits', `{"type":"n","data":${'9'.repeat(60_000)}}`, 400, 'a number out of range'],
  ['a tiny number of 60,000 digits', `{"type":"n","data":0.${'0'.repeat(60_000)}1}`, 200, '0'],
  ['60,000 values', `{"type":"n","data":[${'0,'.repeat(30_000)}0]}`, 200, `[${'0,'.repeat(30_000)}0]`],
] as const)('publishing %s', async ([, body, status, expected]) => {
  using stream = await server.open('/sse/stream')
  await stream.until((text) => text.includes('retry'))
  const response = await post('/api/notifications', body)
  expect(response.status).toBe(status)
  if (status === 400) expect(((await response.json()) as { error: string }).error).toContain(expected)
  else expect((await stream.take(1))[0]?.data).toBe(expected)
  expect(({} as { x?: unknown; type?: unknown }).x).toBeUndefined()
})

test.for([
  ['half a character', message('"\\ud800"'), 200],
  ['parts that are none', message('[null,1,{"text":2},{"text":"x"}]'), 200],
  ['a message that is __proto__', '{"messages":[{"__proto__":{"role":"user"}}]}', 400],
  ['messages by __proto__', '{"__proto__":{"messages":[{"role":"user"}]}}', 400],
  ['a number beyond all', '{"messages":[{"role":"user"}],"temperature":1e999}', 400],
] as const)('a chat with %s: %i', async ([, body, status]) => {
  const response = await post('/sse/ai/chat', body)
  expect(response.status).toBe(status)
  expect(await response.text()).toContain(status === 200 ? 'data: [DONE]' : 'invalid_request_error')
})

test.for([
  ['letters', 'x'.repeat(64_000)],
  ['marks that are all one character', `e${'\u0301'.repeat(31_000)}`],
  ['flags', '🇩🇪'.repeat(8000)],
  ['joined characters', '👩\u200d'.repeat(9000)],
] as const)('a prompt of 64 KB of %s is begun, and others are answered meanwhile', async ([, prompt]) => {
  const leave = new AbortController()
  const response = await fetch(`${server.url}/sse/ai/chat`, {
    method: 'POST',
    body: message(JSON.stringify(prompt)),
    signal: leave.signal,
  })
  expect(response.status).toBe(200)
  expect((await server.publish('n', 1)).status).toBe(200)
  leave.abort()
})

test('the server is unharmed', () => {
  expect(server.logged.filter(({ level }) => level === 'error')).toEqual([])
})
