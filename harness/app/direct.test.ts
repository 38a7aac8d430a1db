import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import pLimit from 'p-limit'
import { expect, test } from 'vitest'
import type { Runtime } from '../model/index.ts'
import { type DirectResult, examineDirect } from './direct.ts'

const runtime = { originSite: async () => ({ bind: '127.0.0.1' }) } as unknown as Runtime

async function examined(listener: RequestListener): Promise<DirectResult> {
  const server = createServer(listener)
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
  const result = await examineDirect({
    ...{ runtime, target, window: 500, limit: pLimit(2), parallel: 2, onHead() {}, trigger: undefined },
    signal: new AbortController().signal,
  })
  server.closeAllConnections()
  server.close()
  return result
}

const TYPE = { 'Content-Type': 'text/event-stream' }

const problemOf = async (answersCoded: boolean): Promise<string | undefined> => {
  const { problem } = await examined((request, response) => {
    if (request.headers['accept-encoding'] === undefined || answersCoded) response.writeHead(200, TYPE).flushHeaders()
  })
  return problem
}

test('compression that holds back even the headers is told from an application that does not answer', async () => {
  expect(await problemOf(false)).toMatch(
    /sent nothing within .* not even response headers, .* its own compression is not flushed/,
  )
  expect(await problemOf(true)).toBeUndefined()
})

test.for<[string, string, string]>([
  ['JSON without data:', '{"n":1}\n\n', 'no-data'],
  ['an event: without data:', 'event: ping\n\n', 'no-data'],
  ['lines without a blank one', 'data: 1\ndata: 2\ndata: 3\n', 'no-blank-line'],
])('%s is not called nothing', async ([, text, id]) => {
  const { answered, findings } = await examined((_, response) => {
    response.writeHead(200, TYPE).write(text)
  })
  expect(answered).toMatchObject({ kind: 'open', events: 0 })
  expect(findings.map((one) => one.id)).toContain(id)
})

test('an event of more than 1 MB is not read further, also after others', async () => {
  const { problem } = await examined((_, response) => {
    response.writeHead(200, TYPE).write('data: 1\n\n')
    setImmediate(() => response.write(`data: ${'x'.repeat(1_200_000)}\n\ndata: 3\n\n`))
  })
  expect(problem).toMatch(/sent an event of more than 1.* which was not read further/)
})
