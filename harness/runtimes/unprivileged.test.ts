import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Runtime } from '../model.ts'
import { apache, nginx, rootBuild, startOrigin } from './fixture.ts'
import { startLocal } from './local.ts'

const NOBODY = '65534'

/** User id and environment of each process that works in a folder. */
function processesIn(folder: string): { user: string; environment: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (readlinkSync(`/proc/${pid}/cwd`) !== folder) return []
        const user = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''
        return [{ user, environment: readFileSync(`/proc/${pid}/environ`, 'utf8') }]
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
    expect(statSync(directory).uid).toBe(Number(NOBODY))
  })
})
