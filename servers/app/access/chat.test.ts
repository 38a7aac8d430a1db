/** A chat that is forwarded with a key: only with the token, and not from a page of another site. Before that nothing is forwarded. */
import { expect, test } from 'vitest'
import { chunkOf, forwarding, HELLO, streamOf, TOKEN } from '../chat/service.fixture.ts'
import { answerTo } from '../faults/raw.fixture.ts'
import { testServer } from '../testing.ts'

const BODY = JSON.stringify(HELLO)
const Authorization = `Bearer ${TOKEN}`
const Host = 'chat.example:5000'

test.for([
  ['no token', {}, 401, 'authentication_error'],
  ['a wrong token', { Authorization: 'Bearer wrong' }, 401, 'authentication_error'],
  ['the token without its scheme', { Authorization: TOKEN }, 401, 'authentication_error'],
  ['a page of another site', { Authorization, 'Sec-Fetch-Site': 'cross-site' }, 403, 'permission_error'],
  ['a page of another port', { Authorization, 'Sec-Fetch-Site': 'same-site' }, 403, 'permission_error'],
  ['two sites', { Authorization, 'Sec-Fetch-Site': 'same-origin, cross-site' }, 403, 'permission_error'],
  ['another origin', { Authorization, Origin: 'http://evil.example' }, 403, 'permission_error'],
  [
    'another origin, typed by a person',
    { Authorization, Origin: 'http://evil.example', 'Sec-Fetch-Site': 'none' },
    403,
    'permission_error',
  ],
  ['a page of no origin', { Authorization, Origin: 'null' }, 403, 'permission_error'],
] as const)('%s: refused, and the service is not asked', async ([, headers, status, type]) => {
  await using both = await forwarding(streamOf(chunkOf('a')))
  const answer = await answerTo(both.server.port, 'POST /sse/ai/chat', { Host, ...headers }, BODY)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.body)).toEqual({ error: { message: expect.any(String), type } })
  expect(both.asked).toEqual([])
})

test.for([
  ['no browser', {}],
  ['our own page', { Origin: 'http://chat.example:5000', 'Sec-Fetch-Site': 'same-origin' }],
  ['our own page, from a browser that does not name the site', { Origin: 'http://chat.example:5000' }],
  [
    'our own page, behind a proxy that changes Host',
    { Origin: 'https://app.example', 'Sec-Fetch-Site': 'same-origin', Host: 'backend' },
  ],
  ['a page that is named', { Origin: 'https://named.example', 'Sec-Fetch-Site': 'cross-site' }],
] as const)('the token, and %s: passed on', async ([, headers]) => {
  await using both = await forwarding(streamOf(chunkOf('a')), { corsOrigins: ['https://named.example'] })
  const answer = await answerTo(both.server.port, 'POST /sse/ai/chat', { Host, Authorization, ...headers }, BODY)
  expect(answer.status).toBe(200)
  expect(answer.body).toContain(chunkOf('a'))
  expect(both.asked).toHaveLength(1)
})

test('wrong tokens count together with those of publishing', async () => {
  await using both = await forwarding(streamOf(chunkOf('a')))
  const { port } = both.server
  for (let i = 0; i < 10; i++) {
    await answerTo(port, `POST ${i % 2 ? '/sse/ai/chat' : '/api/notifications'}`, { Authorization: 'Bearer x' }, BODY)
  }
  const { status, headers, body } = await answerTo(port, 'POST /sse/ai/chat', { Authorization }, BODY)
  expect([status, Number(headers['retry-after']) > 0]).toEqual([429, true])
  expect(JSON.parse(body).error.type).toBe('rate_limit_error')
  expect(both.asked).toEqual([])
})

test('without a key everything stays open: the built-in model, and a service that needs none', async () => {
  const headers = { Host: 'any.example', Origin: 'http://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' }
  await using builtIn = await testServer({ publishToken: TOKEN })
  expect((await answerTo(builtIn.port, 'POST /sse/ai/chat', headers, BODY)).status).toBe(200)
  await using both = await forwarding(streamOf(chunkOf('a')))
  await using keyless = await testServer({ openai: { baseUrl: both.baseUrl, key: undefined } })
  expect((await answerTo(keyless.port, 'POST /sse/ai/chat', headers, BODY)).status).toBe(200)
  expect(both.asked.map((request) => request.headers.authorization)).toEqual([undefined])
})
