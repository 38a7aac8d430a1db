/** Two servers for two URLs of one stream: through a hop, and directly. */
import { expect, test } from 'vitest'
import { CHUNKED_HEAD, chunk, rawServer } from '../client/testing.ts'
import { loadKnownHops } from './known-hops.ts'
import { printReport } from './print-report.ts'
import { probe } from './probe.ts'
import { readTarget } from './target.ts'

type Script = Parameters<typeof rawServer>[0]

const STREAM: Script = (socket) => void socket.write(`${CHUNKED_HEAD}${chunk('data: a\n\n')}`)
const SILENT: Script = () => {}
const status =
  (line: string): Script =>
  (socket) =>
    void socket.end(`HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`)

async function probed(through: Script, directly: Script, identify = false) {
  await using hop = await rawServer(through)
  await using application = await rawServer(directly)
  const at = ({ address: { port } }: typeof hop) => readTarget(`http://127.0.0.1:${port}/events`)
  const report = await probe({
    target: at(hop),
    direct: at(application),
    request: { method: 'GET', headers: [], body: undefined },
    // Long enough for a busy machine to connect: the tests run concurrently, and only the silent ones take all of it.
    window: 4000,
    hops: await loadKnownHops(),
    identify,
    signal: new AbortController().signal,
    tell: () => {},
  })
  return { report, first: report.findings[0] }
}

test.concurrent('headers that arrive directly are delayed by a hop', async () => {
  const { report, first } = await probed(SILENT, STREAM)
  expect(first).toMatchObject({ id: 'buffered-by-hop', level: 'broken', trouble: 'buffered' })
  expect(report.sentence).toMatch(/^a hop buffers the response: no response headers .*; directly .* 1 event within/)
})

test.concurrent('the hop is named by its answer to an invalid request, with its setting', async () => {
  const nginx: Script = (socket, request) => {
    if (request.includes('Content-Length: x'))
      socket.end('HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<hr><center>nginx</center>')
  }
  const { report, first } = await probed(nginx, STREAM, true)
  expect(first?.because).toMatch(/^between the two URLs: nginx, or a hop that it hides/)
  expect(report.identified).toBe(true)
  expect(printReport(report, 200).join('\n')).toContain('proxy_buffering off')
})

test.concurrent('headers that do not arrive directly either are the application’s', async () => {
  const { first } = await probed(SILENT, SILENT)
  expect(first).toMatchObject({ id: 'no-headers', because: expect.stringMatching(/^directly, too: the application/) })
  expect(first?.advice).not.toContain('--direct')
})

test.concurrent('a status that is not the application’s comes from a hop', async () => {
  const { first } = await probed(status('502 Bad Gateway'), STREAM)
  expect(first).toMatchObject({ id: 'status', because: expect.stringContaining('a hop between the two URLs') })
  expect(first?.advice).toMatch(/log of that hop/)
  const both = await probed(status('404 Not Found'), status('404 Not Found'))
  expect(both.first).toMatchObject({ id: 'status', because: expect.stringMatching(/^directly, too/) })
  const { report } = await probed(status('502 Bad Gateway'), status('401 Unauthorized'))
  expect(report.findings.map(({ id }) => id)).toEqual(['status', 'direct-fails'])
})

test.concurrent('a method is suggested only after a status with which one is rejected', async () => {
  const { report } = await probed(status('404 Not Found'), status('404 Not Found'))
  expect(report.findings.map(({ id }) => id)).toContain('maybe-post')
})

test.concurrent('an invalid request that was not sent is not reported as answered by nobody', async () => {
  const { report } = await probed((socket) => void socket.end('nonsense\r\n'), STREAM, true)
  expect(report.identified).toBe(false)
})
