/** Attacks that a hostile configuration must not succeed with, tried on real builds, under the user that a check runs them as. */

import { createSocket } from 'node:dgram'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rootCandidates } from '../harness/builds/local-builds.ts'
import { probe } from '../harness/builds/probe-build.ts'
import { type Adapter, type Address, type BuildFacts, type Runtime, SseCompatError } from '../harness/model/index.ts'
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
  const candidate = rootCandidates(adapter, `${repository}/.cache`).at(-1)
  return candidate && probe(adapter, candidate, { get: (_key, make) => make(), save() {} })
}

/** Requests a URL and returns head and body. */
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

/** The files as they would be without the audit. */
function taken(adapter: Adapter, files: Readonly<Record<string, string>>): Record<string, string> {
  const main = 'conf/sse-compat-main.conf'
  const text = files['conf/app.conf'] ?? ''
  if (adapter === nginx) {
    return {
      [main]: (files[main] ?? '').replace('access_log off;', `access_log ${folder}/marker;`),
      'conf/app.conf': text.replace(/http:[^;]*/, `http://${bait.outside}`),
    }
  }
  return {
    // Without the section that rejects other requests while they are handled.
    [main]: `${(files[main] ?? '').replace(/<If .*\n.*\n<\/If>\n/, '')}ErrorLog "|/usr/bin/touch ${folder}/marker"\n`,
    'conf/app.conf': `ProxyPass /app/k http://${bait.outside}/\n${text}`,
  }
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

    it('the bait itself, which is taken where nothing stands in the way', { timeout: 30_000 }, async () => {
      if (build === undefined) return
      const careless: Adapter = {
        ...adapter,
        prepare(config, site, build) {
          const prepared = adapter.prepare(config, site, build)
          return { ...prepared, files: { ...prepared.files, ...taken(adapter, prepared.files) } }
        },
      }
      const config =
        adapter === nginx ? 'proxy_pass http://app;' : 'ProxyPass /app/ http://app/\nProxyPass /out/ http://app/'
      const started = await runtime.start({
        adapter: careless,
        build,
        config: { 'app.conf': config },
        backend: origin.address,
        name: 'control',
        unprivileged: true,
      })
      if ('failure' in started) throw new Error(started.message)
      await using running = started.instance
      await ask(running.address, '/app/k', { host: 'x' })
      // The program behind Apache's log is a process of its own: it may come after the answer.
      await expect.poll(() => readdirSync(folder), { timeout: 20_000 }).toContain('marker')
      rmSync(join(folder, 'marker'))
      await expect.poll(() => visits, { timeout: 5000 }).toBeGreaterThan(0)
      visits = 0
    })

    it.for(Object.entries(cases))('%s', { timeout: 30_000 }, async ([name, config]) => {
      if (build === undefined) return
      const request = { adapter, build, config, backend: origin.address, name, unprivileged: true }
      try {
        const started = await runtime.start(request)
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
