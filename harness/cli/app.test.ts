/** Small real applications behind a real proxy: the command's report on them. */
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { examine } from '../app/examine.ts'
import type { AppOptions } from '../app/options.ts'
import { startLocal } from '../runtimes/local.ts'

const OPTIONS: AppOptions = {
  url: undefined,
  command: undefined,
  against: ['nginx'],
  profile: ['defaults'],
  builds: [],
  method: undefined,
  data: undefined,
  header: [],
  trigger: undefined,
  framework: undefined,
  for: 2000,
  parallel: 2,
  quick: false,
  json: true,
}

async function testedApp(listener: RequestListener, { trigger }: { readonly trigger?: (port: number) => string } = {}) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await using runtime = await startLocal()
  try {
    return await examine(
      `http://127.0.0.1:${port}/events`,
      { ...OPTIONS, trigger: trigger?.(port) },
      runtime,
      () => {},
      new AbortController().signal,
    )
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Sends everything except X-Accel-Buffering: its heartbeat keeps it open, its ids resume. */
const almost: RequestListener = (request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform' })
  response.write(':\n\n')
  let n = Number(request.headers['last-event-id'] ?? 0) || 0
  const timer = setInterval(() => {
    n += 1
    response.write(`id: ${n}\ndata: event ${n}\n\n:\n\n`)
  }, 100)
  response.on('close', () => clearInterval(timer))
}

test('what a plain proxy buffers is reported, and the one header field that helps is found by running it', async () => {
  const { problem, findings, rows, advice } = await testedApp(almost)
  expect(problem).toBeUndefined()
  expect(findings.filter(({ level }) => level === 'error')).toEqual([])
  const [row] = rows
  // On a machine that stalls the result is inconclusive, but never `works`.
  expect(['broken', 'inconclusive']).toContain(row?.state)
  if (row?.state !== 'broken') return
  expect(row.problems[0]).toMatchObject({
    kind: 'buffered',
    says: expect.stringMatching(/^buffered until [34],\d{3} bytes/),
  })
  if (advice !== undefined) expect(advice.remedies.map(({ id }) => id)).toContain('accel')
})

test('another server that it redirects to is reported, and not contacted', async () => {
  let other = 0
  const server = createServer((_, response) => {
    other += 1
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve))
  const { port } = server.address() as AddressInfo
  const { problem, rows } = await testedApp((_, response) =>
    response.writeHead(302, { Location: `http://127.0.0.2:${port}/` }).end(),
  )
  server.close()
  expect(problem).toMatch(
    /redirects \(status 302 Found\) to http:\/\/127\.0\.0\.2:\d+\/: another server, which is not contacted$/,
  )
  expect([rows, other]).toEqual([[], 0])
})

test('a silent application is made to send an event by a command', async () => {
  const open = new Set<ServerResponse>()
  let n = 0
  const { problem, answered, rows, notes } = await testedApp(
    (request, response) => {
      if (request.url === '/notify') {
        for (const one of open) one.write(`id: ${++n}\ndata: x\n\n`)
        response.end()
        return
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
      response.flushHeaders()
      open.add(response)
      response.on('close', () => open.delete(response))
    },
    {
      trigger: (port) =>
        `'${process.execPath}' -e "require('http').get('http://127.0.0.1:${port}/notify', (r) => r.resume())"`,
    },
  )
  expect([problem, notes]).toEqual([undefined, []])
  expect(answered).toMatchObject({ kind: 'open' })
  expect(answered?.events).toBeGreaterThan(0)
  // Without an event nothing would be known behind the proxy.
  expect(rows[0]?.says).toMatch(/^streamed: |^this machine was busy/)
})
