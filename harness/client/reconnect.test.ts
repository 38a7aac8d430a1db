import { expect, test } from 'vitest'
import { CHUNKED_HEAD, CLOSE_HEAD, chunk, rawServer, testStream, writeParts } from './testing.ts'

const lastEventIds = (requests: readonly string[]) =>
  requests.map((request) => /^last-event-id: (.*)\r$/im.exec(request)?.[1])

test('asks again after every kind of end, with the id of the last dispatched block, and the time of retry:', async () => {
  await using server = await rawServer(async (socket, _request, nth) => {
    if (nth === 1) {
      await writeParts(socket, [CHUNKED_HEAD, chunk('retry: 5\nid: a\ndata: x\n\n'), '0\r\n\r\n'])
    } else if (nth === 2) {
      await writeParts(socket, [CLOSE_HEAD, 'id: ü\n\n', 'id: never\ndata: unfinished\n'])
      socket.end()
    } else if (nth === 3) {
      socket.end() // before the response head
    } else {
      await writeParts(socket, [CHUNKED_HEAD, chunk('data: y\n\nid: last\ndata: z\n\n')])
    }
  })
  await using client = testStream(server.address, { reconnect: true })
  await client.stream.arrived('last')

  const utf8 = Buffer.from('ü').toString('latin1')
  expect(lastEventIds(server.requests)).toEqual([undefined, 'a', utf8, utf8])
  expect(server.requests.map((request) => /tok\.c\.\d/.exec(request)?.[0])).toEqual([
    'tok.c.1',
    'tok.c.2',
    'tok.c.3',
    'tok.c.4',
  ])
  expect(client.of('reconnecting')).toMatchObject([
    { attempt: 1, after: 5, lastEventId: 'a' },
    { attempt: 2, after: 5, lastEventId: 'ü' },
    { attempt: 3, after: 5, lastEventId: 'ü' },
  ])
  expect(client.of('event')).toMatchObject([
    { attempt: 1, id: 'a' },
    { attempt: 4, id: 'ü', data: 'y' },
    { attempt: 4, id: 'last', data: 'z' },
  ])
  expect(client.of('end').map(({ attempt, message }) => [attempt, message])).toEqual([
    [1, 'complete'],
    [2, 'complete'],
    [3, 'none'],
  ])
  await client.stream.ended(3)
  await client.stream.head(4)
})

test('an empty id forgets the last one', async () => {
  await using server = await rawServer(async (socket, _request, nth) => {
    await writeParts(socket, [
      CLOSE_HEAD,
      'retry: 1\nid: a\ndata: x\n\n',
      nth === 1 ? 'id\ndata: y\n\n' : 'id: end\ndata: z\n\n',
    ])
    if (nth === 1) socket.end()
  })
  await using client = testStream(server.address, { reconnect: true })
  await client.stream.arrived('end')
  expect(lastEventIds(server.requests)).toEqual([undefined, undefined])
})

test('waits 100 ms unless told otherwise', async () => {
  await using server = await rawServer((socket) => void socket.end())
  await using client = testStream(server.address, { reconnect: true })
  await client.stream.ended()
  expect(client.of('reconnecting')).toMatchObject([{ after: 100, lastEventId: '' }])
})

test.for([
  ['status 204', 'HTTP/1.1 204 No Content\r\n\r\n', 'complete', false],
  ['status 500', 'HTTP/1.1 500 X\r\nContent-Type: text/event-stream\r\nContent-Length: 9\r\n\r\n', 'cut', true],
  ['status 301', 'HTTP/1.1 301 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n', 'complete', false],
  [
    'content type text/html',
    'HTTP/1.1 200 OK\r\nContent-Type: text/html;a=b\r\nContent-Length: 9\r\n\r\n',
    'cut',
    true,
  ],
  ['content type missing', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', 'cut', true],
] as const)('gives up for good: %s', async ([because, head, message, byUs]) => {
  await using server = await rawServer((socket) => void socket.write(head))
  await using client = testStream(server.address, { reconnect: true })
  await client.stream.gaveUp()
  await client.stream.ended()
  await client.stream.head(2) // no second head will arrive
  expect(client.facts.slice(-3)).toMatchObject([
    { fact: 'head' },
    { fact: 'gave-up', because },
    { fact: 'end', message, byUs },
  ])
})

test('a parameter and another case of the content type are fine', async () => {
  await using server = await rawServer((socket) => {
    void writeParts(socket, [
      'HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream;charset=UTF-8\r\n\r\n',
      'id: 1\ndata: a\n\n',
    ])
  })
  await using client = testStream(server.address, { reconnect: true })
  await client.stream.arrived('1')
  expect(client.of('gave-up')).toEqual([])
})

test('without reconnect there is one attempt, whatever the answer', async () => {
  await using server = await rawServer((socket) => {
    void writeParts(socket, [
      'HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n',
      'oops',
    ])
  })
  await using client = testStream(server.address)
  await client.stream.ended()
  await client.stream.ended(2)
  expect(client.of('end')).toMatchObject([{ message: 'complete' }])
  expect(client.of('body')).toMatchObject([{ bytes: 4 }])
  expect(client.of('gave-up')).toEqual([])
})

test('leaving while it waits: no further request', async () => {
  await using server = await rawServer((socket) => void socket.end())
  await using client = testStream(server.address, { reconnect: true })
  await client.stream.ended()
  await client.stream.close()
  await client.stream.ended(2)
  expect(server.requests).toHaveLength(1)
})

test('the request head is a browser’s, and what a scenario changes of it', async () => {
  await using server = await rawServer((socket) => void socket.end())
  await using plain = testStream(server.address)
  await plain.stream.ended()
  const { host, port } = server.address
  const expected = [
    'GET /sse/tok/c63 HTTP/1.1',
    `host: ${host}:${port}`,
    'connection: keep-alive',
    'Accept: text/event-stream',
    'Cache-Control: no-cache',
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Accept-Language: en-US,en;q=0.9',
    'User-Agent: sse-proxy-compat/0.1',
    'sse-compat-stream: tok.c.1',
  ]
  expect(server.requests[0]).toBe(`${expected.join('\r\n')}\r\n\r\n`)
  expect(plain.of('request')).toMatchObject([{ raw: server.requests[0] }])

  await using post = testStream(server.address, {
    method: 'POST',
    body: '{"a":"é"}',
    headers: { accept: '*/*', 'Content-Type': 'application/json' },
  })
  await post.stream.ended()
  const raw = post.of('request')[0]?.raw ?? ''
  expect(raw).toMatch(
    /^POST .*\r\nAccept: \*\/\*\r\n.*content-type: application\/json\r\ncontent-length: 10\r\n\r\n$/is,
  )
})
