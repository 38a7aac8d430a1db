/** What a scenario can add to a request, and which additional facts it can request. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { CHUNKED_HEAD, chunk, rawServer, testStream, writeParts } from './testing.ts'

test('a query is added to the target', async () => {
  await using server = await rawServer((socket) => socket.end(`${CHUNKED_HEAD}0\r\n\r\n`))
  await using client = testStream(server.address, { query: 'prompt=a%20b' })
  await client.stream.ended()
  expect(server.requests[0]).toMatch(/^GET \/sse\/tok\/c63\?prompt=a%20b HTTP\/1\.1\r\n/)
})

test('the digest of a body is told where it is asked for, after decoding, also of one that is cut', async () => {
  const body = ': hello\n\ndata: a\n\n'
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16)
  const head = CHUNKED_HEAD.replace('\r\n\r\n', '\r\nContent-Encoding: gzip\r\n\r\n')
  for (const last of ['0\r\n\r\n', '']) {
    await using server = await rawServer(async (socket) => {
      await writeParts(socket, [head, chunk(gzipSync(body)), last])
      socket.end()
    })
    await using asking = testStream(server.address, { digest: true })
    await using silent = testStream(server.address)
    await Promise.all([asking.stream.ended(), silent.stream.ended()])
    expect(asking.of('end')[0]?.digest).toBe(digest)
    expect(silent.of('end')[0]).not.toHaveProperty('digest')
  }
})

test.for(['', 'later'] as const)(
  'path and host go out in UTF-8, the path percent-encoded (body: "%s")',
  async (body) => {
    await using server = await rawServer((socket) => socket.end(`${CHUNKED_HEAD}0\r\n\r\n`))
    const open = body === '' ? {} : ({ method: 'POST', body } as const)
    await using client = testStream(server.address, open, 'c', 'tok', { path: '/straße %/', host: 'bücher.test' })
    if (body === 'later') {
      await client.stream.send('ß')
      await client.stream.finish()
    }
    await client.stream.ended()
    const head = Buffer.from(server.requests[0] ?? '', 'latin1').toString('utf8')
    expect(head).toMatch(/^(GET|POST) \/stra%C3%9Fe%20%25\/tok\/c63 HTTP\/1\.1\r\n/)
    expect(head).toMatch(/\r\nhost: bücher\.test\r\n/i)
  },
)

test('a request that cannot be sent at all is an end, and no crash', async () => {
  await using client = testStream({ host: '127.0.0.1', port: 9 }, { headers: { 'x-bad': 'a\nb' } })
  await client.stream.ended()
  expect(client.of('end')).toMatchObject([{ message: 'none', byUs: false }])
})
