// The products' own adapters on every available build: TLS fronts, time-lapse, caches on disk, processes instead of threads.
// Needs unpacked roots; for docker an image of one.
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { connect } from 'node:http2'
import { Agent, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { findBuilds } from '../builds/find-builds.ts'
import type { Address, BuildFacts, ConfigTree, Instance, RuntimeId, StartRequest } from '../model/index.ts'
import { makeCertificate, SERVER_NAME } from './certificates.ts'
import { startDocker } from './docker.ts'
import { findEngine } from './docker-engine.ts'
import { repository } from './fixture.ts'
import { startLocal } from './local.ts'

const adapters = [nginx, apache]
const buildsOf = async (runtime: RuntimeId) =>
  (await findBuilds(adapters, { runtime, builds: ['all'], cache: join(repository, '.cache') })).builds.filter(
    ({ source }) => source !== 'path',
  )
const inRoots = await buildsOf('local')
const inImages = (await findEngine()) ? await buildsOf('docker') : []
const cases = [
  ...inRoots.map((build) => ({ kind: 'local' as const, build })),
  ...inImages.filter(({ id }) => id.includes('trixie')).map((build) => ({ kind: 'docker' as const, build })),
]

const tls = await makeCertificate()
const config: Readonly<Record<string, ConfigTree>> = {
  nginx: { 'a.conf': 'server { listen 80; location / { proxy_pass http://app; } }' },
  apache: { 'a.conf': 'ProxyPass / http://app/' },
}

interface TestOrigin extends AsyncDisposable {
  readonly port: number
  /** Request targets in order of arrival. */
  readonly asked: readonly string[]
  /** When the latest comment of `/silent` was written. */
  readonly wroteAt: number
}

/**
 * An origin that sends one comment and nothing more for `/silent`, resets `/reset` before its head, and completes any other
 * response, which may be cached.
 */
async function startOrigin(host: string): Promise<TestOrigin> {
  const asked: string[] = []
  let wroteAt = 0
  const server = createServer(({ url = '', socket }, response) => {
    asked.push(url)
    if (url.endsWith('/reset')) return void socket.resetAndDestroy()
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'max-age=60' })
    if (url.endsWith('/silent')) {
      wroteAt = performance.now()
      response.write(': here\n\n')
    } else response.end(': done\n\n')
  }).listen(0, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    get wroteAt() {
      return wroteAt
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Starts a build in front of such an origin, and stops both. */
async function behind(
  kind: RuntimeId,
  build: BuildFacts,
  more: Partial<StartRequest>,
  use: (instance: Instance, origin: TestOrigin) => Promise<void>,
): Promise<void> {
  await using runtime = await (kind === 'local' ? startLocal() : startDocker())
  const site = await runtime.originSite()
  await using origin = await startOrigin(site.bind)
  const adapter = adapters.find(({ product }) => product === build.product) ?? nginx
  const own = config[build.product] ?? {}
  const backend = site.reachedAt(origin.port)
  const started = await runtime.start({ adapter, build, config: own, backend, name: `${build.product}/front`, ...more })
  if ('failure' in started) throw new Error(`${started.failure}: ${started.message}\n${started.output}`)
  try {
    await use(started.instance, origin)
  } finally {
    await origin[Symbol.asyncDispose]()
    await started.instance[Symbol.asyncDispose]()
  }
}

const trust = { ca: tls.authority, servername: SERVER_NAME }

async function overHttp1({ host, port }: Address, path = '/sse/x'): Promise<unknown> {
  const agent = new Agent({ ...trust, ALPNProtocols: ['http/1.1'] })
  const [response] = await once(request({ host, port, path, agent }).end(), 'response')
  response.resume()
  return [response.statusCode, (response.socket as TLSSocket).alpnProtocol]
}

async function overHttp2({ host, port }: Address, path = '/sse/x'): Promise<unknown> {
  const session = connect(`https://${host}:${port}`, trust)
  const [headers] = await once(session.request({ ':path': path }), 'response')
  session.destroy()
  return [headers[':status'], session.alpnProtocol]
}

/**
 * Time from writing the comment to the end of the stream, in ms. From its arrival it would be too short on a busy machine, where the
 * client reads it late: the proxy's time-out has begun by then. From here it is never shorter than the time-out.
 */
async function silence({ host, port }: Address, origin: TestOrigin): Promise<number> {
  const [response] = await once(get({ host, port, path: '/sse/silent', agent: false }), 'response')
  response.resume()
  // A truncated stream also emits an error.
  response.on('error', () => {})
  await new Promise((resolve) => response.once('close', resolve))
  return performance.now() - origin.wroteAt
}

describe.skipIf(cases.length === 0)(
  'a TLS front (needs roots, for docker an image of one)',
  { timeout: 60_000 },
  () => {
    test.for(cases)('$build.id, $kind: HTTP/1.1 and HTTP/2 by ALPN, alive when asked', async ({ kind, build }) => {
      await behind(kind, build, { tls }, async ({ address, answers }) => {
        expect(await overHttp1(address)).toEqual([200, 'http/1.1'])
        expect(await overHttp2(address)).toEqual([200, 'h2'])
        // When the origin resets a connection before the response head, mod_http2 responds with 500 where HTTP/1.1 gets 502.
        expect(await overHttp1(address, '/sse/reset')).toEqual([502, 'http/1.1'])
        expect(await overHttp2(address, '/sse/reset')).toEqual([build.product === 'apache' ? 500 : 502, 'h2'])
        expect(await answers()).toBe(true)
      })
    })
  },
)

describe.skipIf(cases.length === 0)(
  'time-lapse (needs roots, for docker an image of one)',
  { timeout: 60_000, concurrent: true },
  () => {
    const timed: Readonly<Record<string, ConfigTree>> = {
      nginx: {
        'a.conf':
          'server { listen 80; proxy_buffering off; proxy_read_timeout 60s; location / { proxy_pass http://app; } }',
      },
      apache: { 'a.conf': 'Timeout 60\nProxyPass / http://app/ flushpackets=on' },
    }
    test.for(cases.filter(({ build }) => build.fakeTime !== undefined))(
      '$build.id, $kind: twice the clock, half the timeout',
      async ({ kind, build }) => {
        const at = async (clock: number) => {
          let shortest = Number.POSITIVE_INFINITY
          const request = { clock, config: timed[build.product] ?? {} }
          // One after the other: a busy machine may delay one by seconds, and none ends early.
          await behind(kind, build, request, async ({ address }, origin) => {
            for (let n = 0; n < 5; n++) shortest = Math.min(shortest, await silence(address, origin))
          })
          return shortest
        }
        const [fast, slow] = await Promise.all([at(60), at(30)])
        expect(slow / fast).toBeGreaterThan(1.5)
        expect(slow / fast).toBeLessThan(2.7)
      },
    )
  },
)

describe.skipIf(cases.length === 0)(
  'a cache on disk (needs roots, for docker an image of one)',
  { timeout: 60_000 },
  () => {
    const caching: Readonly<Record<string, ConfigTree>> = {
      nginx: {
        'a.conf':
          'proxy_cache_path /var/cache/a keys_zone=a:1m;\nproxy_cache a;\nserver { location / { proxy_pass http://app; } }',
      },
      apache: { 'a.conf': 'CacheRoot /var/cache/a\nCacheEnable disk /\nProxyPass / http://app/' },
    }
    test.for(cases)('$build.id, $kind: its workers write there', async ({ kind, build }) => {
      await behind(
        kind,
        build,
        { config: caching[build.product] ?? {} },
        async ({ address: { host, port } }, { asked }) => {
          for (let time = 0; time < 2; time += 1) {
            const [response] = await once(get({ host, port, path: '/sse/kept', agent: false }), 'response')
            response.resume()
            await once(response, 'end')
          }
          expect(asked.filter((target) => target === '/sse/kept')).toHaveLength(1)
        },
      )
    })
  },
)

describe.skipIf(inRoots.length === 0)('prefork (needs roots)', { timeout: 60_000 }, () => {
  const prefork = 'LoadModule mpm_prefork_module modules/mod_mpm_prefork.so\nProxyPass / http://app/ flushpackets=on'
  test.for(inRoots.filter(({ product }) => product === 'apache'))('$id: 60 streams at once', async (build) => {
    await behind('local', build, { config: { 'a.conf': prefork } }, async ({ address: { host, port }, logs }) => {
      const open = Array.from({ length: 60 }, () => get({ host, port, path: '/sse/silent', agent: false }))
      const responses = await Promise.all(open.map((each) => once(each, 'response')))
      expect(responses.map(([response]) => response.statusCode)).toEqual(open.map(() => 200))
      // Its children respond before it logs this.
      await expect.poll(logs).toContain('mpm_prefork')
      for (const each of open) each.destroy()
    })
  })
})

test.skipIf(!inRoots.some(({ product }) => product === 'apache'))(
  'a configuration that Apache refuses at its start only is a verdict, with the reason',
  async () => {
    const build = inRoots.find(({ product }) => product === 'apache') as BuildFacts
    const modules = ['authz_core', 'proxy', 'proxy_http', 'proxy_balancer'].map(
      (name) => `LoadModule ${name}_module modules/mod_${name}.so\n`,
    )
    await using runtime = await startLocal()
    const started = await runtime.start({
      adapter: apache,
      build,
      config: { 'a.conf': `${modules.join('')}ProxyPass / http://app/\n` },
      backend: { host: '127.0.0.1', port: 9 },
      name: 'late',
    })
    expect(started).toMatchObject({ failure: 'refused', message: expect.stringContaining('mod_slotmem_shm') })
  },
)
