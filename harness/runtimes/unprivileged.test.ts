import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Runtime } from '../model/index.ts'
import { startDocker } from './docker.ts'
import { findEngine } from './docker-engine.ts'
import { apache, IMAGE, imageBuild, nginx, rootBuild, startOrigin } from './fixture.ts'
import { startLocal } from './local.ts'

const NOBODY = '65534'

/** User id, environment and limits of each process that has its working folder in a folder. */
function processesIn(folder: string): { user: string; environment: string; limits: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (readlinkSync(`/proc/${pid}/cwd`) !== folder) return []
        const user = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''
        const [environment, limits] = ['environ', 'limits'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8'))
        return [{ user, environment: environment ?? '', limits: limits ?? '' }]
      } catch {
        return []
      }
    })
}

describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('started by root', () => {
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

  it.for([nginx, apache])('no process of $product is root, and its folder is not root’s', async (adapter, context) => {
    const build = rootBuild(adapter)
    if (build === undefined) return context.skip()
    process.env.SSE_COMPAT_TEST_SECRET = 'not for a proxy'
    const request = {
      adapter,
      build,
      config: {},
      backend: origin.address,
      name: `drop-${adapter.product}`,
      unprivileged: true,
    }
    const started = await runtime.start(request)
    delete process.env.SSE_COMPAT_TEST_SECRET
    if ('failure' in started) throw new Error(started.message)
    await using _running = started.instance
    const directory = /\S*drop-\w+/.exec(started.prepared.args.join(' '))?.[0] ?? ''
    const processes = processesIn(directory)
    expect(processes.length).toBeGreaterThan(0)
    expect(new Set(processes.map(({ user }) => user))).toEqual(new Set([NOBODY]))
    expect(processes.map(({ environment }) => environment).join()).not.toContain('SSE_COMPAT_TEST_SECRET')
    // Without namespaces too: a value that is doubled 40 times would take all of the machine's memory.
    for (const { limits } of processes) expect(limits).toMatch(/^Max address space\s+\d+/m)
    expect(statSync(directory).uid).toBe(Number(NOBODY))
  })
})

const engine = await findEngine()
const hasImage = (await engine?.status('GET', `/images/${IMAGE}/json`)) === 200

/** The first process of each container that this process started. */
async function containerPids(): Promise<number[]> {
  const filters = JSON.stringify({ label: [`sse-compat.owner=${hostname()}:${process.pid}`] })
  const found = await engine?.json('GET', `/containers/json?filters=${encodeURIComponent(filters)}`)
  const inspected = (found as { Id: string }[]).map(({ Id }) => engine?.json('GET', `/containers/${Id}/json`))
  return (await Promise.all(inspected)).map((one) => (one as { State: { Pid: number } }).State.Pid)
}

/** The kernel's status of each process in the same pid namespace as a process. */
function statusesBeside(pid: number): Record<string, string>[] {
  const space = readlinkSync(`/proc/${pid}/ns/pid`)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (readlinkSync(`/proc/${name}/ns/pid`) !== space) return []
        const lines = readFileSync(`/proc/${name}/status`, 'utf8').split('\n')
        return [Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2) as [string, string]))]
      } catch {
        return []
      }
    })
}

// Reads /proc, so the engine has to run on this machine, and this process has to be allowed to read its processes.
const seen = hasImage && process.platform === 'linux' && process.getuid?.() === 0

describe.skipIf(!seen)('in a container (needs an engine and an image)', { timeout: 60_000 }, () => {
  it.for([nginx, apache])('no process of $product is root or can become so', async (adapter, context) => {
    const build = imageBuild(adapter)
    if (build === undefined) return context.skip()
    await using runtime = await startDocker()
    const site = await runtime.originSite()
    await using origin = await startOrigin(site.bind)
    const backend = site.reachedAt(origin.address.port)
    const name = `drop-${adapter.product}`
    const started = await runtime.start({ adapter, build, config: {}, backend, name, unprivileged: true })
    if ('failure' in started) throw new Error(started.message)
    await using running = started.instance
    const { host, port } = running.address
    expect((await fetch(`http://${host}:${port}/sse/x`)).status).toBe(204)
    const processes = (await containerPids()).flatMap(statusesBeside)
    expect(processes.length).toBeGreaterThan(1)
    for (const { Uid, Gid, CapPrm, CapEff, CapBnd, NoNewPrivs } of processes) {
      expect({ Uid, Gid }).toEqual({ Uid: Array(4).fill(NOBODY).join('\t'), Gid: Array(4).fill(NOBODY).join('\t') })
      expect([CapPrm, CapEff, CapBnd].map((bits) => Number(`0x${bits}`))).toEqual([0, 0, 0])
      expect(NoNewPrivs).toBe('1')
    }
    const { reload } = adapter.capabilities
    if (reload === undefined) throw new Error(`${adapter.product} cannot reload`)
    await running.signal(reload.signal)
    await expect.poll(() => running.logs()).toMatch(reload.doneWhen)
  })
})
