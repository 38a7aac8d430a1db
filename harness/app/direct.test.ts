import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pLimit from 'p-limit'
import { expect, test } from 'vitest'
import type { Runtime } from '../model/index.ts'
import { examineDirect } from './direct.ts'

const runtime = { originSite: async () => ({ bind: '127.0.0.1' }) } as unknown as Runtime

async function problemOf(answersCoded: boolean): Promise<string | undefined> {
  const server = createServer((request, response) => {
    if (request.headers['accept-encoding'] === undefined || answersCoded)
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const application = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, tls: false }
  const target = {
    url: 'http://a/',
    application,
    target: '/',
    host: 'a',
    method: 'GET' as const,
    headers: [],
    body: undefined,
  }
  const { problem } = await examineDirect({
    ...{ runtime, target, window: 500, limit: pLimit(2), parallel: 2, onHead() {}, trigger: undefined },
    signal: new AbortController().signal,
  })
  server.closeAllConnections()
  server.close()
  return problem
}

test('compression that holds back even the headers is told from an application that does not answer', async () => {
  expect(await problemOf(false)).toMatch(
    /sent nothing within .* not even response headers, .* its own compression is not flushed/,
  )
  expect(await problemOf(true)).toBeUndefined()
})
