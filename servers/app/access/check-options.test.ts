import { expect, test } from 'vitest'
import { SseCompatError } from '../../../harness/model/index.ts'
import { startServer } from '../server.ts'
import { testServer } from '../testing.ts'

const KEY = 'sk-test-8f2c4e6a'
const baseUrl = 'http://127.0.0.1:1/v1'

test.for([
  ['a key and no token', { openai: { baseUrl, key: KEY } }, 'without a publish token'],
  [
    'a key and no token, on all addresses',
    { openai: { baseUrl, key: KEY }, host: '0.0.0.0' },
    'without a publish token',
  ],
  ['a key with a line end', { openai: { baseUrl, key: `${KEY}\n` }, publishToken: 't' }, 'no header can carry'],
  ['a key that is not ASCII', { openai: { baseUrl, key: `${KEY}ß` }, publishToken: 't' }, 'no header can carry'],
  [
    'a password in the URL',
    { openai: { baseUrl: `http://u:${KEY}@127.0.0.1/v1`, key: undefined } },
    'more than a host',
  ],
  ['a key in the URL', { openai: { baseUrl: `${baseUrl}?key=${KEY}`, key: undefined } }, 'more than a host'],
  ['another scheme', { openai: { baseUrl: `ftp://${KEY}/`, key: undefined } }, 'cannot be read'],
  ['no URL', { openai: { baseUrl: KEY, key: undefined } }, 'cannot be read'],
] as const)(
  '%s: the server does not start, and says so in one line without the secret',
  async ([, options, message]) => {
    const error = await startServer({ port: 0, ...options }, () => {}).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(SseCompatError)
    const { code, message: said, advice = '' } = error as SseCompatError
    expect(code).toBe('bad-option')
    expect(said).toContain(message)
    expect(said + advice).not.toMatch(new RegExp(`${KEY}|\n`))
  },
)

test('a service without a key needs no token', async () => {
  await using server = await testServer({ openai: { baseUrl, key: undefined } })
  expect((await fetch(server.url)).status).toBe(200)
})
