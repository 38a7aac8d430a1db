/** What a configuration of bad will must not do, tried on real builds, as the user that a check runs them as. */

import { createSocket } from 'node:dgram'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rootCandidates } from '../harness/builds/local-builds.ts'
import { probe } from '../harness/builds/probe.ts'
import { type Adapter, type Address, type BuildFacts, type Runtime, SseCompatError } from '../harness/model.ts'
import { repository, startOrigin } from '../harness/runtimes/fixture.ts'
import { startLocal } from '../harness/runtimes/local.ts'
import { adapter as apache } from './apache/adapter.ts'
import { hostile as hostileToApache } from './apache/hostile.fixture.ts'
import { adapter as nginx } from './nginx/adapter.ts'
import { hostile as hostileToNginx } from './nginx/hostile.fixture.ts'

const SECRET = 'nobody-must-read-this'
const folder = mkdtempSync(join(tmpdir(), 'bait-'))
chmodSync(folder, 0o777)
const secret = join(folder, 'secret.conf')
writeFileSync(secret, `${SECRET};\n`)

let visits = 0
const tcp = createServer((socket) => {
  visits++
  socket.destroy()
})
const udp = createSocket('udp4')
udp.on('message', () => visits++)
await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
const { port } = tcp.address() as AddressInfo
await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve))
const bait = { folder, secret, outside: `127.0.0.1:${port}` }

async function buildOf(adapter: Adapter): Promise<BuildFacts | undefined> {
  const candidate = rootCandidates(adapter, repository).at(-1)
  return candidate && probe(adapter, candidate, { get: (_key, make) => make(), save() {} })
}

/** Head and body. */
function ask({ host, port }: Address, path: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const asked = request({ host, port, path, headers, agent: false, timeout: 2000 }, (answer) => {
      let text = JSON.stringify(answer.headers)
      answer.setEncoding('utf8').on('data', (data) => {
        text += data
      })
      answer.on('close', () => resolve(text))
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', (error) => resolve(error.message))
    asked.end()
  })
}

for (const [adapter, cases] of [
  [nginx, hostileToNginx(bait)],
  [apache, hostileToApache(bait)],
] as const) {
  const build = await buildOf(adapter)
  describe.skipIf(build === undefined)(`${adapter.title}, at the mercy of`, () => {
    let runtime: Runtime
    let origin: Awaited<ReturnType<typeof startOrigin>>
    beforeAll(async () => {
      runtime = await startLocal()
      origin = await startOrigin((await runtime.originSite()).bind)
    })
    afterAll(async () => {
      await origin[Symbol.asyncDispose]()
      await runtime[Symbol.asyncDispose]()
    })

    it.for(Object.entries(cases))('%s', { timeout: 30_000 }, async ([name, config]) => {
      if (build === undefined) return
      const request = { adapter, build, config, backend: origin.address, name, unprivileged: true }
      try {
        const started = await runtime.start(request)
        if ('failure' in started) console.log('REFUSED', name, started.message)
        if ('failure' in started) expect(started.failure).toBe('refused')
        else {
          const { instance } = started
          await using _running = instance
          for (const path of [
            '/app/k',
            '/app/x/secret.conf',
            '/a',
            '/b',
            '/c',
            '/d',
            '/e',
            '/app/b',
            '/x.php',
            secret,
          ]) {
            const answer = await ask(instance.address, `${path}?to=${bait.outside}`, {
              host: 'x',
              'x-handler': `proxy:http://${bait.outside}/`,
              cookie: `x=${secret}`,
            })
            expect(answer).not.toContain(SECRET)
          }
        }
      } catch (error) {
        if (!(error instanceof SseCompatError)) throw error
        console.log('ERR', name, error.code, error.message, error.where)
      }
      expect(readdirSync(folder)).toEqual(['secret.conf'])
      expect(visits).toBe(0)
    })
  })
}

afterAll(() => {
  tcp.close()
  udp.close()
  if (existsSync(folder)) rmSync(folder, { recursive: true })
})
