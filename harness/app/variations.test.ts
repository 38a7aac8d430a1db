import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pLimit from 'p-limit'
import { expect, test } from 'vitest'
import { refusingAddress } from '../client/testing.ts'
import { saysStopped } from './problem.ts'
import { askVariations } from './variations.ts'

/** Longer than the default time limit for a head. */
const LATE = 2100

test('an application that sends its response headers late is given as long for each request', async () => {
  const server = createServer((request, response) => {
    const timer = setTimeout(() => response.writeHead(request.method === 'GET' ? 200 : 204).end(), LATE)
    response.once('close', () => clearTimeout(timer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const application = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, tls: false }
  const target = { url: '', application, target: '/', host: 'a', method: 'GET' as const, headers: [], body: undefined }
  const { old, head, preflight, stopped } = await askVariations(target, [], pLimit(4), LATE)
  server.close()
  expect([old, head, preflight].map((one) => one?.head?.status)).toEqual([200, 204, 204])
  expect(stopped).toBe(false)
})

test('an application that has ended is not one that still serves others', async () => {
  await using nobody = await refusingAddress()
  const application = { ...nobody.address, tls: false }
  const target = { url: '', application, target: '/', host: 'a', method: 'GET' as const, headers: [], body: undefined }
  const { old, head, stopped } = await askVariations(target, ['1', '2'], pLimit(4))
  expect({ old, head, stopped }).toEqual({ old: undefined, head: undefined, stopped: 'refused' })
  expect(saysStopped('http://a/', 'refused')).toMatch(/accepts no connections any more/)
  expect(saysStopped('http://a/', true)).toMatch(/has stopped answering/)
})
