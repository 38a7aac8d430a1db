/** A service that writes the key into everything that it sends: the key reaches neither the client nor the log. */
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { chunkOf, forwarding, KEY, streamOf } from './service.fixture.ts'

const ECHO = `Incorrect API key provided: ${KEY}.`
const ERROR = JSON.stringify({ error: { message: ECHO, type: ECHO, code: KEY } })
const JSON_TYPE = { 'Content-Type': 'application/json' }

const answers: Record<string, { status: number; answer: (response: ServerResponse) => void }> = {
  'an error with a message': { status: 502, answer: (response) => response.writeHead(401, JSON_TYPE).end(ERROR) },
  'an error that is passed on': { status: 400, answer: (response) => response.writeHead(400, JSON_TYPE).end(ERROR) },
  'an error in words': { status: 502, answer: (response) => response.writeHead(500).end(ECHO) },
  'a reason phrase': { status: 502, answer: (response) => response.writeHead(403, ECHO).end() },
  headers: {
    status: 429,
    answer: (response) =>
      response.writeHead(429, { 'Retry-After': KEY, 'X-Error': ECHO, 'WWW-Authenticate': ECHO }).end(),
  },
  'a redirect': {
    status: 502,
    answer: (response) => response.writeHead(307, { Location: `/v2?key=${KEY}` }).end(ECHO),
  },
  'no event stream': { status: 502, answer: (response) => response.writeHead(200, JSON_TYPE).end(ERROR) },
  'no HTTP': { status: 502, answer: (response) => response.socket?.end(`${ECHO}\r\n\r\n`) },
  'no answer': { status: 502, answer: (response) => response.destroy() },
}

test.for(Object.entries(answers))('%s', async ([, { status, answer }]) => {
  await using both = await forwarding((_, response) => answer(response))
  const response = await both.chat()
  const text = await response.text()
  expect(response.status).toBe(status)
  expect(JSON.parse(text)).toEqual({
    error: { message: expect.stringMatching(/^the chat service /), type: 'upstream_error' },
  })
  expect(text + JSON.stringify([...response.headers]) + JSON.stringify(both.server.logged)).not.toContain(KEY)
  expect(both.server.logged.filter(({ event }) => event === 'upstream')).toHaveLength(1)
  // The key is sent to one address only.
  expect(both.asked).toHaveLength(1)
})

test.for([
  ['an error', `data: ${ERROR}\n\n`],
  ['an error beside choices', `data: {"choices":[],"error":${JSON.stringify(ECHO)}}\n\n`],
  ['an event named error', `event: error\ndata: {"choices":[],"message":"${ECHO}"}\n\n`],
  ['words', `data: ${ECHO}\n\n`],
  ['an event that never ends', `data: ${ECHO.repeat(50_000)}`],
  ['bytes that break off', `data: {"error":{"message":"${ECHO}`],
] as const)('%s in the midst of a stream becomes an error in our words, and the end', async ([, bytes]) => {
  await using both = await forwarding(streamOf(chunkOf('a'), bytes, chunkOf('b')))
  const text = await (await both.chat()).text()
  const broken = 'data: {"error":{"message":"the chat service broke off","type":"upstream_error"}}\n\n'
  expect(text).toBe(`${chunkOf('a')}${broken}`)
  expect(JSON.stringify(both.server.logged)).not.toContain(KEY)
})

test.for([
  ['a comment', `: ${ECHO}\n\n`],
  ['a name', `event: ${KEY}\n${chunkOf('b')}`],
  ['an id', `id: ${KEY}\n${chunkOf('b')}`],
  ['a field of its own', `${KEY}: x\n${chunkOf('b')}`],
  ['an event of another kind', `data: {"message":"${ECHO}"}\n\n`],
] as const)('%s in the midst of a stream is left out, and the stream goes on', async ([, bytes]) => {
  await using both = await forwarding(streamOf(chunkOf('a'), bytes, chunkOf('c')))
  const text = await (await both.chat()).text()
  expect(text).not.toContain(KEY)
  expect(text).toContain(chunkOf('a'))
  expect(text.endsWith(`${chunkOf('c')}data: [DONE]\n\n`)).toBe(true)
})
