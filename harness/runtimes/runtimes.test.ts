// Both runtimes with real proxies. Needs an unpacked root in .cache (set-up makes one); docker also an engine and its image.
import { readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { isFull, ONLY_FULL } from '../conformance/parts.ts'
import type { Adapter, Address, BuildFacts, Runtime, Started } from '../model/index.ts'
import { disposeAll } from './disposal.ts'
import { startDocker } from './docker.ts'
import { findEngine } from './docker-engine.ts'
import { apache, IMAGE, imageBuild, nginx, rootBuild, startOrigin } from './fixture.ts'
import { startLocal } from './local.ts'

const engine = await findEngine()
const hasImage = (await engine?.status('GET', `/images/${IMAGE}/json`)) === 200
const image = (adapter: Adapter) => (hasImage ? imageBuild(adapter) : undefined)

/** Folders and containers of this process that still exist. */
async function leftovers(): Promise<unknown[]> {
  const filters = JSON.stringify({ label: [`sse-compat.owner=${hostname()}:${process.pid}`] })
  const containers = await engine?.json('GET', `/containers/json?all=1&filters=${encodeURIComponent(filters)}`)
  return [...ours(), ...((containers as unknown[] | undefined) ?? [])]
}

/** Connecting to the address of a removed container takes seconds to fail; for those `leftovers` is sufficient. */
async function expectClosed({ host, port }: Address): Promise<void> {
  if (host.startsWith('127.')) await expect(fetch(`http://${host}:${port}/`)).rejects.toThrow()
}

const ours = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`sse-compat-${process.pid}-`))

async function upOrThrow(started: Promise<Started>) {
  const result = await started
  if ('failure' in result) throw new Error(`${result.failure}: ${result.message}\n${result.output}`)
  return result.instance
}

const runtimes: {
  name: string
  start: () => Promise<Runtime>
  buildOf: (adapter: Adapter) => BuildFacts | undefined
  /** Tests that do not depend on the network are then run with the host network only. */
  isOtherNetwork?: boolean
}[] = [
  { name: 'local (needs a root)', start: startLocal, buildOf: rootBuild },
  { name: 'docker, host network (needs an engine and an image of a root)', start: startDocker, buildOf: image },
  {
    name: 'docker, bridge (same)',
    start: () => startDocker({ network: 'bridge' }),
    buildOf: image,
    isOtherNetwork: true,
  },
]

const SUITE = { timeout: 60_000, meta: { skipped: 'no Docker engine with the images, or no root' } }

describe.for(runtimes)('$name', SUITE, ({ start, buildOf, isOtherNetwork = false }) => {
  const runnable = test.skipIf(buildOf(nginx) === undefined)
  const alike = test.skipIf(buildOf(nginx) === undefined || (isOtherNetwork && !isFull()))
  const ALIKE = buildOf(nginx) === undefined ? {} : { meta: ONLY_FULL }
  const request = (adapter: Adapter, backend = { host: '127.0.0.1', port: 9 }, extra = '') => {
    const build = buildOf(adapter)
    if (build === undefined) throw new Error(`no build of ${adapter.product}`)
    return { adapter, build, config: { 'extra.conf': extra }, backend, name: `${adapter.product}/test` }
  }

  runnable.for([nginx, apache])('starts $product, proxies, reloads, and leaves nothing', async (adapter) => {
    const runtime = await start()
    const site = await runtime.originSite()
    await using origin = await startOrigin(site.bind)
    const instance = await upOrThrow(runtime.start(request(adapter, site.reachedAt(origin.address.port))))
    const { host, port } = instance.address
    expect((await fetch(`http://${host}:${port}/sse/x`)).status).toBe(204)

    const before = instance.logs().length
    const { reload } = adapter.capabilities
    if (reload === undefined) throw new Error(`${adapter.product} cannot reload`)
    await instance.signal(reload.signal)
    await expect.poll(() => instance.logs().slice(before)).toMatch(reload.doneWhen)

    await instance[Symbol.asyncDispose]()
    await expectClosed(instance.address)
    expect(instance.logs()).not.toBe('')
    const died = await Promise.race([instance.died, pause(20, 'silent')])
    expect(died).toBe('silent')
    await runtime[Symbol.asyncDispose]()
    expect(await leftovers()).toEqual([])
  })

  alike.for([nginx, apache])(
    '$product refusing its configuration is a verdict with its own words',
    ALIKE,
    async (adapter) => {
      await using runtime = await start()
      const started = await runtime.start(request(adapter, undefined, 'Nonsense on;'))
      expect(started).toMatchObject({ failure: 'refused', message: expect.stringContaining('Nonsense') })
    },
  )

  alike('tells when a proxy dies', ALIKE, async () => {
    await using runtime = await start()
    const instance = await upOrThrow(runtime.start(request(nginx)))
    await instance.signal('SIGKILL')
    expect(await instance.died).toMatch(/^nginx\/test ended by itself: (killed by SIGKILL|exit code 137)$/)
  })

  runnable('ten starts side by side, disposed of with the runtime', async () => {
    const runtime = await start()
    const instances = await Promise.all(Array.from({ length: 10 }, () => upOrThrow(runtime.start(request(nginx)))))
    expect(new Set(instances.map(({ address }) => `${address.host}:${address.port}`)).size).toBe(10)
    await runtime[Symbol.asyncDispose]()
    for (const { address } of instances) await expectClosed(address)
    expect(await leftovers()).toEqual([])
  })

  alike('what nobody disposed of goes with the registry', ALIKE, async () => {
    const runtime = await start()
    const { address } = await upOrThrow(runtime.start(request(apache)))
    await disposeAll()
    await expectClosed(address)
    expect(await leftovers()).toEqual([])
  })
})

describe('local (needs a root)', () => {
  const build = rootBuild(nginx)

  test.skipIf(build === undefined)('an address that is taken is told apart from a refusal', async () => {
    if (build === undefined) return
    await using runtime = await startLocal()
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as { port: number }
    const stubborn: Adapter = {
      ...nginx,
      prepare: (config, site, facts) => nginx.prepare(config, { ...site, listen: { host: '127.0.0.1', port } }, facts),
    }
    const started = await runtime.start({
      adapter: stubborn,
      build,
      config: {},
      backend: { host: '127.0.0.1', port: 9 },
      name: 'taken',
    })
    taken.close()
    expect(started).toMatchObject({ failure: 'address-in-use' })
  })

  test.skipIf(build === undefined)('a refused value with the words of a taken address is a refusal', async () => {
    if (build === undefined) return
    await using runtime = await startLocal()
    const forged = '\nuser "bind() to 0.0.0.0:80 failed (98: Address already in use)";\n'
    const forging: Adapter = {
      ...nginx,
      prepare(config, site, facts) {
        const prepared = nginx.prepare(config, site, facts)
        return {
          ...prepared,
          files: Object.fromEntries(Object.entries(prepared.files).map(([file, text]) => [file, text + forged])),
        }
      },
    }
    const started = await runtime.start({
      adapter: forging,
      build,
      config: {},
      backend: { host: '127.0.0.1', port: 9 },
      name: 'forged',
    })
    expect(started).toMatchObject({ failure: 'refused' })
  })

  const startOf = (runtime: Runtime, executable: string) => {
    const facts = { id: 'x', product: 'nginx', version: '0', source: 'path', origin: '', exec: [executable] } as const
    const build: BuildFacts = { ...facts, builtIn: [], loadable: {}, report: '', dataDirectory: '' }
    return runtime.start({
      adapter: nginx,
      build,
      config: {},
      backend: { host: '127.0.0.1', port: 9 },
      name: 'none',
    })
  }

  test('an executable that is not there is one clear error', async () => {
    await using runtime = await startLocal()
    await expect(startOf(runtime, '/none/nginx')).rejects.toMatchObject({ code: 'cannot-start' })
  })

  test('one that ends although its own check takes the configuration is quoted', async () => {
    await using runtime = await startLocal()
    const folder = await mkdtemp(join(tmpdir(), 'sse-compat-start-'))
    const executable = join(folder, 'nginx')
    await writeFile(
      executable,
      '#!/bin/sh\ncase " $* " in *" -t "*) exit 0;; esac\necho "nginx: [emerg] no room" >&2\nexit 1\n',
      { mode: 0o755 },
    )
    const started = await startOf(runtime, executable)
    await rm(folder, { recursive: true })
    expect(started).toMatchObject({
      failure: 'not-ready',
      message: 'none ended before it answered: exit code 1: [emerg] no room',
    })
  })

  test('one that fails without a word has refused nothing', async () => {
    await using runtime = await startLocal()
    const started = await startOf(runtime, '/bin/false')
    expect(started).toMatchObject({
      failure: 'not-ready',
      message: 'none ended before it answered: exit code 1',
    })
  })
})
