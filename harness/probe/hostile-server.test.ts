/** Servers that send more than a probe is made for. */
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { CHUNKED_HEAD, chunk, rawServer } from '../client/testing.ts'
import { againstDirect } from './compare.ts'
import type { Observation } from './observation.ts'
import { probe } from './probe.ts'
import { shortened } from './shortened.ts'
import { readTarget } from './target.ts'

type Script = Parameters<typeof rawServer>[0]
/** Longer than a test may take: only what the server sends ends such a probe. */
const FOR_EVER = 3_600_000

async function probing(script: Script, window: number) {
  await using server = await rawServer(script)
  const said: string[] = []
  const report = await probe({
    target: readTarget(`http://127.0.0.1:${server.address.port}/events`),
    request: { method: 'GET', headers: [], body: undefined },
    direct: undefined,
    window,
    hops: [],
    identify: false,
    signal: new AbortController().signal,
    tell: (line) => said.push(line),
  })
  return { report, said, requests: server.requests }
}

/** Sends the same bytes again and again, until the client closes. */
const flood =
  (before: string, again: string): Script =>
  (socket) => {
    const text = again.repeat(Math.ceil(60_000 / again.length))
    const more = (): void => {
      if (!socket.destroyed) socket.write(text, () => setImmediate(more))
    }
    socket.write(before)
    more()
  }

test.for([
  ['interim responses', '', `HTTP/1.1 103 Early Hints\r\nLink: ${'a'.repeat(2000)}\r\n\r\n`, 'no-headers'],
  ['an extension of a chunk', `${CHUNKED_HEAD}5;`, 'a', 'sample'],
] as const)('%s without end: a probe reads a limited number of bytes', async ([, before, again, id]) => {
  const { report } = await probing(flood(before, again), FOR_EVER)
  expect(report.findings.map((one) => one.id)).toContain(id)
  expect(report.observation.stopped).toBe('bytes')
})

test.for([
  ['bytes', chunk(`data: ${'x'.repeat(1000)}\n\n`).toString()],
  ['events', chunk('data: 1\n\n'.repeat(1000)).toString()],
] as const)('a flood of %s has one line, and is no sign of a buffer', async ([, again]) => {
  const { report } = await probing(flood(CHUNKED_HEAD, again), FOR_EVER)
  expect(report.findings[0]?.id).toBe('flood')
  expect(report.findings.filter(({ id }) => id.startsWith('grouped'))).toEqual([])
  expect(report.observation.events.length).toBeLessThan(150_000)
})

/** Sends some kilobytes that decode to millions of such lines. */
function bomb(again: string): Script {
  const body = chunk(gzipSync(Buffer.alloc(8_000_000, again)))
  return (socket) => {
    socket.write(CHUNKED_HEAD.replace('\r\n\r\n', '\r\nContent-Encoding: gzip\r\n\r\n'))
    socket.write(body)
  }
}

test.for([
  ['comments', ':\n'],
  ['events', 'data\n\n'],
  ['times', 'retry:1\n'],
] as const)('kilobytes that decode to millions of %s: a probe looks at a limited number', async ([, again]) => {
  const { report } = await probing(bomb(again), FOR_EVER)
  expect(report.observation.stopped).toBe('bytes')
  expect(report.observation.bytes).toBeLessThan(5_000_000)
})

test('so it does after a reconnect, where it waits for an event', async () => {
  const again = bomb(':\n')
  const { report, requests } = await probing((socket, request, nth) => {
    if (nth > 1) again(socket, request, nth)
    else socket.end(`${CHUNKED_HEAD}${chunk('id: 1\ndata: x\n\n')}0\r\n\r\n`)
  }, FOR_EVER)
  expect(requests).toHaveLength(2)
  expect(report.observation.events).toHaveLength(1)
})

test('a long id is not sent, and not repeated', async () => {
  const text = `${CHUNKED_HEAD}${chunk(`id: ${'i'.repeat(100_000)}\ndata: x\n\n`)}`
  const { report, said, requests } = await probing((socket) => void socket.write(text), 3000)
  expect(report.findings.find((one) => one.id === 'id-too-long')?.says).toContain('100,000 bytes')
  expect(requests).toHaveLength(1)
  expect(JSON.stringify([report, said]).length).toBeLessThan(20_000)
})

test('what a server says is repeated up to a length, without secrets that the cut divides', async () => {
  const location = `http://a.example/?${'a'.repeat(580)}&x=http://user:password@b.example/`
  const { report } = await probing(
    (socket) => void socket.end(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`),
    2000,
  )
  expect(report.sentence.length).toBeLessThan(700)
  expect(JSON.stringify(report)).not.toContain('password')
  expect(shortened('abcdef', 4)).toBe('abcd… (2 more characters)')
  expect(shortened('abc\u{1f600}', 4).isWellFormed()).toBe(true)
})

test('a time that no timer of a browser can wait is said in words', async () => {
  const text = `${CHUNKED_HEAD}${chunk(`retry: ${'9'.repeat(30)}\ndata: x\n\n`)}`
  const { report } = await probing((socket) => void socket.write(text), 3000)
  expect(report.findings.find((one) => one.id === 'retry')?.says).toContain('24 days')
})

// More than a call has room for as arguments.
test('two hundred thousand events are compared', () => {
  const observation: Observation = {
    front: 'h1',
    batches: [],
    events: Array.from({ length: 200_000 }, (_, n) => ({ t: n, id: '', digest: String(n) })),
    retries: [],
    bytes: 0,
    window: 1000,
    stall: 0,
  }
  expect(againstDirect(observation, observation)).toMatchObject([{ id: 'as-fast-as-direct' }])
})
