import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Fact } from '../model/index.ts'
import { keepSecret, keepSecretsOf, redactFact, redactHead, redactText } from './redact.ts'

const SECRET = 'hunter2-Zx9'

const secretHeaders = [
  'Authorization',
  'proxy-authorization',
  'Cookie',
  'Set-Cookie',
  'X-Api-Key',
  'apikey',
  'X-Auth-Token',
  'Private-Token',
]
const plainHeaders = [
  'Host',
  'Accept',
  'Content-Type',
  'Last-Event-ID',
  'sse-compat-stream',
  'X-Accel-Buffering',
  'Sec-WebSocket-Key',
  'ETag',
]
const secretParameters = [
  'token',
  'access_token',
  'key',
  'api-key',
  'password',
  'X-Amz-Signature',
  'sig',
  'to%6ben',
  'clientSecret',
]
const plainParameters = ['id', 'monkey', 'page', 'keyboard', 'stream', 'design']

const plainLine = fc
  .tuple(
    fc.constantFrom(...plainHeaders),
    fc.stringMatching(/^[ -~]{0,40}$/).filter((value) => !/[=@]/.test(value)),
  )
  .map(([name, value]) => `${name}: ${value}`)
const secretLine = fc.constantFrom(
  ...secretHeaders.map((name) => `${name}: Bearer ${SECRET}; a=${SECRET}`),
  ...secretHeaders.map((name) => `${name}:${SECRET}\r\n\t folded ${SECRET}`),
  ...secretParameters.map((name) => `Referer: http://a.example/x?id=1&${name}=${SECRET}&b=2`),
  `Location: https://user:${SECRET}@a.example/`,
)

test('a planted secret never survives, and lines without one stay as they are', () => {
  fc.assert(
    fc.property(fc.array(plainLine), secretLine, fc.array(plainLine), (before, secret, after) => {
      const redacted = redactHead(['GET /sse/ HTTP/1.1', ...before, secret, ...after, '', ''].join('\r\n'))
      expect(redacted).not.toContain(SECRET)
      expect(redacted).toContain('[redacted]')
      expect(redacted.startsWith(['GET /sse/ HTTP/1.1', ...before, ''].join('\r\n'))).toBe(true)
      expect(redacted.endsWith(['', ...after, '', ''].join('\r\n'))).toBe(true)
    }),
  )
})

test('a head without secrets is byte-identical, whatever it holds', () => {
  const odd = 'GET /sse/t/a?id=1&monkey=2 HTTP/1.1\r\nHost : x\r\n: no name\r\n folded\nbare LF\r\n\r\nrest\r'
  expect(redactHead(odd)).toBe(odd)
  for (const name of plainParameters) expect(redactHead(`GET /?${name}=v HTTP/1.1\r\n`)).toContain(`${name}=v`)
})

test('the request line loses the values of secret parameters only', () => {
  expect(redactHead('GET /sse/?id=1&token=abc&x=2 HTTP/1.1\r\n\r\n')).toBe(
    'GET /sse/?id=1&token=[redacted]&x=2 HTTP/1.1\r\n\r\n',
  )
})

const key = { side: 'origin', connection: 1, exchange: 1, client: 'stream', attempt: 1, t: 0 } as const
const facts: readonly Fact[] = [
  {
    ...key,
    fact: 'request',
    raw: `GET /?token=${SECRET} HTTP/1.1\r\nCookie: a=${SECRET}\r\n\r\n`,
    method: 'GET',
    target: `/?token=${SECRET}`,
    version: '1.1',
    headers: [['Cookie', `a=${SECRET}`]],
  },
  {
    ...key,
    fact: 'sent-head',
    raw: `HTTP/1.1 200 OK\r\nSet-Cookie: ${SECRET}\r\n\r\n`,
    asked: 'chunked',
    framing: 'chunked',
    status: 200,
  },
  {
    side: 'client',
    client: 'a',
    attempt: 1,
    t: 0,
    fact: 'head',
    raw: `HTTP/1.1 200 OK\r\nset-cookie: ${SECRET}\r\n\r\n`,
    status: 200,
    headers: [['set-cookie', SECRET]],
    framing: 'chunked',
    encoding: '',
  },
  {
    side: 'client',
    client: 'a',
    attempt: 1,
    t: 0,
    fact: 'request',
    raw: `GET / HTTP/1.1\r\nX-API-Key: ${SECRET}\r\n\r\n`,
  },
  { side: 'harness', t: 0, fact: 'act', name: 'post', detail: { url: `http://u:${SECRET}@a/?key=${SECRET}`, n: 1 } },
  { side: 'harness', t: 0, fact: 'proxy', what: 'started', detail: `GET /?password=${SECRET}` },
]

test.for(facts.map((fact) => [fact.fact, fact] as const))('a %s fact is redacted in all its places', ([, fact]) => {
  const redacted = redactFact(fact)
  expect(JSON.stringify(redacted)).not.toContain(SECRET)
  expect(Object.keys(redacted)).toEqual(Object.keys(fact))
})

test('a fact without secrets is the same object', () => {
  const fact: Fact = {
    ...key,
    fact: 'request',
    raw: 'GET /\r\n\r\n',
    method: 'GET',
    target: '/',
    version: '1.0',
    headers: [],
  }
  expect(redactFact(fact)).toBe(fact)
})

test('logs lose header lines and configured headers with credentials', () => {
  const log = `debug "Authorization: Basic ${SECRET}"\nproxy_set_header X-Api-Key "${SECRET}";\nhttp://u:${SECRET}@h/?sig=${SECRET}\n`
  expect(redactText(log)).not.toContain(SECRET)
  expect(redactText('ready: 3 workers, key value\n')).toBe('ready: 3 workers, key value\n')
})

test('what was told to be kept is taken out wherever it is met, word by word, and short words are not', () => {
  keepSecret('Shibboleth kq7zzp-3 abc')
  expect(redactText('said kq7zzp-3 to abc')).toBe('said [redacted] to abc')
  expect(redactText('text/KQ7ZZP-3')).toBe('text/[redacted]')
  expect(redactText('X-Own: Shibboleth kq7zzp-3 abc')).toBe('X-Own: [redacted]')
  expect(redactHead('GET /a?u=kq7zzp-3 HTTP/1.1\r\nx-own: kq7zzp-3\r\n\r\n')).toBe(
    'GET /a?u=[redacted] HTTP/1.1\r\nx-own: [redacted]\r\n\r\n',
  )
})

test('of a request that was typed the credentials are kept, and nothing else', () => {
  const fields = [['Authorization', 'Bearer qq8-a+b(c'] as const, ['Accept', 'text/event-stream'] as const]
  keepSecretsOf(fields, 'http://a.example/?room=lobby-seven&token=qq9%2Fxyz')
  expect(redactText('CF-Ray: QQ8-A+B(C, qq9/xyz, lobby-seven, text/event-stream')).toBe(
    'CF-Ray: [redacted], [redacted], lobby-seven, text/event-stream',
  )
})
