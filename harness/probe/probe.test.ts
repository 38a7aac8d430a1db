/** A whole probe against servers without any HTTP logic, which can therefore do everything wrong. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { CHUNKED_HEAD, chunk, rawServer, refusingAddress } from '../client/testing.ts'
import { loadKnownHops } from './known-hops.ts'
import { printReport } from './print-report.ts'
import { type ProbeOptions, probe } from './probe.ts'
import { readTarget } from './target.ts'

const GET = { method: 'GET', headers: [], body: undefined } as const
let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

type Script = Parameters<typeof rawServer>[0]

async function probing(script: Script, more: Partial<ProbeOptions> = {}) {
  const server = await rawServer(script)
  close = async () => {
    await server[Symbol.asyncDispose]()
  }
  const target = readTarget(`http://127.0.0.1:${server.address.port}/events?room=1`)
  const base = { target, request: GET, direct: undefined, window: 600, hops: [], identify: false, tell: () => {} }
  const report = await probe({ ...base, signal: new AbortController().signal, ...more })
  return { server, report, ids: report.findings.map(({ id }) => id) }
}

const answer =
  (head: string, body = ''): Script =>
  (socket) => {
    socket.end(`HTTP/1.1 ${head}\r\nConnection: close\r\n\r\n${body}`)
  }

/** A whole response. */
const stream = (text: string | Buffer): Script => {
  const fields = `Content-Type: text/event-stream\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close`
  return (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\n`)
    socket.end(text)
  }
}

test.for<[string, Script, string, string]>([
  ['a redirect is not followed', answer('302 Found\r\nLocation: http://203.0.113.1/'), 'redirect', 'unknown'],
  ['a login', answer('401 Unauthorized'), 'login', 'unknown'],
  ['a status', answer('503 Service Unavailable'), 'status', 'broken'],
  ['a GET that is refused', answer('405 Method Not Allowed'), 'not-for-get', 'broken'],
  ['an end for good', answer('204 No Content'), 'stopped', 'broken'],
  ['a page', answer('200 OK\r\nContent-Type: text/html', '<p>'), 'not-an-event-stream', 'broken'],
  ['a redirect to itself', answer('302 Found\r\nLocation: /events?room=1'), 'redirect', 'broken'],
  ['a redirect that leads nowhere', answer('302 Found'), 'redirect', 'broken'],
  ['JSON without data:', stream('{"n":1}\n\n'), 'no-data', 'broken'],
  ['lines without a blank one', stream('data: 1\ndata: 2\ndata: 3\n'), 'no-blank-line', 'broken'],
  // Clients ignore it, and one event shows no more.
  ['an id with U+0000', stream('id: 1\0\ndata: a\n\n'), 'id-null', 'unknown'],
  ['a retry: that is no number', stream('retry: 3s\ndata: a\n\n'), 'retry', 'unknown'],
  ['bytes that are no UTF-8', stream(Buffer.from([...Buffer.from('data: '), 0xff, 0x0a, 0x0a])), 'utf-8', 'broken'],
  ['an event that its length cuts', stream('data: a\n\ndata: b'), 'unfinished-event', 'broken'],
  [
    'a body that the connection ends',
    (socket) => socket.end('HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\n'),
    'close-delimited',
    'degraded',
  ],
  ['no HTTP', (socket) => socket.write('SSH-2.0-OpenSSH\r\n'), 'not-http', 'broken'],
  [
    'an empty stream',
    answer('200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 0'),
    'ended-empty',
    'broken',
  ],
  [
    'no chunk',
    answer('200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked', 'zz\r\n'),
    'not-http',
    'broken',
  ],
  [
    'no length',
    answer('200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: abc', 'data: a\n\n'),
    'not-http',
    'broken',
  ],
  [
    'a transfer coding',
    answer('200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: gzip, chunked', '0\r\n\r\n'),
    'transfer-coding',
    'broken',
  ],
  ['silence', () => {}, 'no-headers', 'broken'],
  ['a closed connection', (socket) => socket.destroy(), 'no-answer', 'broken'],
])('%s', async ([, script, id, grade]) => {
  // Only silence is ended by the time of the probe: everything else by the server, however busy the machine is.
  const { server, report, ids } = await probing(script, id === 'no-headers' ? {} : { window: 30_000 })
  expect(ids).toContain(id)
  expect(report.grade).toBe(grade)
  expect(server.requests.filter((request) => !request.startsWith('GET /events?room=1 '))).toEqual([])
})

test('an IPv6 address', async () => {
  let host: string | undefined
  const server = createServer((request, response) => {
    host = request.headers.host
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('data: a\n\n')
  })
  // A machine without IPv6 has no such address.
  const isThere = await new Promise<boolean>((resolve) => {
    server.on('error', () => resolve(false)).listen(0, '::1', () => resolve(true))
  })
  if (!isThere) return
  const { port } = server.address() as AddressInfo
  const { report } = await probing(() => {}, { target: readTarget(`http://[::1]:${port}/`), window: 30_000 })
  server.close()
  expect(report.observation.events).toHaveLength(1)
  expect(host).toBe(`[::1]:${port}`)
})

test('a TLS handshake that is not answered', async () => {
  await using silent = await rawServer(() => {})
  const target = readTarget(`https://127.0.0.1:${silent.address.port}/`)
  const { report } = await probing(() => {}, { target })
  expect(report.sentence).toMatch(/no TLS handshake came about within 600 ms$/)
})

test('an address where nothing listens', async () => {
  await using nobody = await refusingAddress()
  const target = readTarget(`http://127.0.0.1:${nobody.address.port}/`)
  const signal = new AbortController().signal
  const report = await probe({
    target,
    request: GET,
    direct: undefined,
    window: 600,
    hops: [],
    identify: false,
    signal,
    tell: () => {},
  })
  expect(report).toMatchObject({ grade: 'broken', sentence: 'nothing listens there (ECONNREFUSED)' })
})

test('the request is a browser’s, and has no field of ours; the id of the last event is sent once more', async () => {
  const { server, ids } = await probing((socket, request) => {
    const from = Number(/last-event-id: (\d+)/i.exec(request)?.[1] ?? 0)
    socket.write(`${CHUNKED_HEAD}${chunk(`id: ${from + 1}\ndata: a\n\n`)}`)
  })
  const [first = '', second = ''] = server.requests
  expect(first).toMatch(/\r\naccept: text\/event-stream\r\n/i)
  expect(first).not.toMatch(/sse-compat-stream|last-event-id/i)
  expect(second).toMatch(/\r\nlast-event-id: 1\r\n/i)
  expect(ids).toEqual(['too-few-events', 'stays-open', 'resumes'])
})

test('ids that begin again after a reconnect', async () => {
  const { report } = await probing((socket) => void socket.write(`${CHUNKED_HEAD}${chunk('id: 7\ndata: a\n\n')}`))
  expect(report.findings.find(({ id }) => id === 'resume-repeats')?.says).toContain('Last-Event-ID: 7')
})

test('a flood without one event is read as a sample', async () => {
  const { report, ids } = await probing(
    (socket) => {
      const piece = chunk('x'.repeat(60_000))
      socket.write(CHUNKED_HEAD)
      const flood = (): void => {
        while (socket.writable && socket.write(piece));
      }
      socket.on('drain', flood)
      flood()
    },
    { window: 60_000 },
  )
  expect(ids).toEqual(expect.arrayContaining(['no-event-in-sample', 'sample']))
  expect(report.observation.bytes).toBeLessThan(6_000_000)
})

test('a report fits the columns, and no header field of the server has an effect', async () => {
  const { report } = await probing(answer(`200 OK\r\nContent-Type: text/html\r\nServer: x`, 'y'))
  const lines = printReport(report, 60)
  expect(lines.at(-1)).toMatch(/^( {8}|BROKEN)/)
  expect(Math.max(...lines.filter((line) => !/https?:/.test(line)).map((line) => line.length))).toBeLessThanOrEqual(60)
})

test('what a server sends back of a credential is in no part of a report', async () => {
  const SECRET = 'qx7-Vault'
  const request = { ...GET, headers: [['Authorization', `Bearer ${SECRET}`] as const] }
  const fields = `CF-Ray: ${SECRET}\r\nServer: ${SECRET}`
  const event = `id: ${SECRET}\ndata: a\n\n`
  const told: string[] = []
  const tell = (line: string): void => void told.push(line)
  const hops = await loadKnownHops()
  const stream = `200 OK\r\nContent-Type: text/event-stream\r\n${fields}`
  const { report } = await probing(answer(stream, event.repeat(2)), { request, hops, tell })
  await close?.()
  const page = await probing(answer(`200 OK\r\nContent-Type: text/${SECRET}`), { request, hops, tell })
  const all = JSON.stringify([report, page.report, told])
  expect(report.hops).toHaveLength(1)
  expect(all).toContain('text/[redacted]')
  expect(all).toContain('once more with Last-Event-ID: [redacted]')
  expect(all.toLowerCase()).not.toContain(SECRET.toLowerCase())
})

test('what an unfinished event contains is in no report', async () => {
  const { report, ids } = await probing(stream('data: a\n\ndata: confidential'), { window: 30_000 })
  expect(ids).toContain('content-length')
  expect(JSON.stringify(report)).not.toContain('confidential')
})

test('where the text is at fault, a longer time is not advised', async () => {
  const { ids } = await probing((socket) => void socket.write(`${CHUNKED_HEAD}${chunk('{"n":1}\n\n')}`))
  expect(ids).toContain('no-data')
  expect(ids).not.toContain('too-few-events')
})

test('comments are something that arrived', async () => {
  const { report } = await probing((socket) => void socket.write(`${CHUNKED_HEAD}${chunk(':\n\n:\n\n')}`))
  expect(report.sentence).toBe('no event arrived, but 2 comments')
})

test.for([
  [answer('200 OK\r\nContent-Type: application/json'), /Content-Type: text\/event-stream/],
  [answer('404 Not Found'), /the path of the stream/],
  [answer('503 Service Unavailable\r\nRetry-After: 7'), /Retry-After: 7/],
  [answer('502 Bad Gateway'), /did not reach the application/],
  [(socket: { destroy(): void }) => void socket.destroy(), /the log of the application/],
] as const)('what to do where there is no stream: %#', async ([script, advice]) => {
  const { report } = await probing(script, { window: 30_000 })
  expect(report.findings[0]?.advice).toMatch(advice)
})

test('compression that holds back everything is the reason, and no longer time', async () => {
  const { ids } = await probing((socket, request) => {
    if (!/accept-encoding: gzip/i.test(request)) socket.write(`${CHUNKED_HEAD}${chunk('data: a\n\n')}`)
    else socket.write(CHUNKED_HEAD.replace('\r\n\r\n', '\r\nContent-Encoding: gzip\r\n\r\n'))
  })
  expect(ids).toContain('delayed-by-compression')
  expect(ids).not.toContain('too-few-events')
})
