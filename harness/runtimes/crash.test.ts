// However a harness ends, its proxies end with it. Needs an unpacked root; for docker an engine and its image.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findEngine } from './docker-engine.ts'
import { IMAGE, nginx, rootBuild } from './fixture.ts'
import { sweepRunFolders } from './run-folder.ts'

const engine = await findEngine()
const hasRoot = rootBuild(nginx) !== undefined
const hasImage = hasRoot && (await engine?.status('GET', `/images/${IMAGE}/json`)) === 200

interface Victim {
  readonly pid: number
  readonly exited: Promise<unknown[]>
  readonly addresses: readonly { host: string; port: number }[]
  readonly folder: string
  kill(signal: NodeJS.Signals): void
  say(line: string): void
}

/** Starts another process with a runtime, an nginx and an Apache, which then waits for a line on its standard input. */
async function startVictim(runtime: string): Promise<Victim> {
  const script = `
    const { startLocal } = await import('${new URL('./local.ts', import.meta.url)}')
    const { startDocker } = await import('${new URL('./docker.ts', import.meta.url)}')
    const { nginx, apache, rootBuild, imageBuild } = await import('${new URL('./fixture.ts', import.meta.url)}')
    const buildOf = '${runtime}' === 'local' ? rootBuild : imageBuild
    const runtime = await ('${runtime}' === 'local' ? startLocal() : startDocker())
    let folder
    const addresses = []
    for (const adapter of [nginx, apache]) {
      const noting = { ...adapter, prepare: (config, site, build) => { folder = site.directory; return adapter.prepare(config, site, build) } }
      const started = await runtime.start({ adapter: noting, build: buildOf(adapter), config: {}, backend: { host: '127.0.0.1', port: 9 }, name: 'victim' })
      addresses.push(started.instance.address)
    }
    process.stdin.once('data', (word) => { if (word == 'throw') throw new Error('as asked'); else process.exit(3) })
    console.log(JSON.stringify({ addresses, folder: folder.slice(0, folder.lastIndexOf('/')) }))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'ignore'] })
  const exited = once(child, 'exit')
  const [line] = await Promise.race([once(child.stdout, 'data'), exited])
  const told = JSON.parse(String(line)) as Pick<Victim, 'addresses' | 'folder'>
  return {
    ...told,
    pid: child.pid ?? 0,
    exited,
    kill: (signal) => child.kill(signal),
    say: (word) => child.stdin.write(word),
  }
}

async function expectNothingLeft({ addresses, folder, pid }: Victim): Promise<void> {
  for (const { host, port } of addresses) {
    const answers = () =>
      fetch(`http://${host}:${port}/`).then(
        () => true,
        () => false,
      )
    await expect.poll(answers).toBe(false)
  }
  await expect.poll(() => existsSync(folder)).toBe(false)
  if (!engine) return
  const filters = JSON.stringify({ label: [`sse-compat.owner=${hostname()}:${pid}`] })
  const path = `/containers/json?all=1&filters=${encodeURIComponent(filters)}`
  await expect.poll(async () => ((await engine.json('GET', path)) as unknown[]).length).toBe(0)
}

describe.for([
  { runtime: 'local', there: hasRoot },
  { runtime: 'docker', there: hasImage },
])('a harness with the runtime $runtime (needs a root, an engine)', { timeout: 60_000 }, ({ runtime, there }) => {
  const runnable = test.skipIf(!there)

  runnable.for(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)('killed by %s leaves nothing', async (signal) => {
    const victim = await startVictim(runtime)
    victim.kill(signal)
    await victim.exited
    await expectNothingLeft(victim)
  })

  runnable.for(['exit', 'throw'])('that ends by %s leaves nothing', async (word) => {
    const victim = await startVictim(runtime)
    victim.say(word)
    await victim.exited
    await expectNothingLeft(victim)
  })
})

test('a folder of a run that is gone is swept, one of a living run is kept', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  const dead = join(tmpdir(), `sse-compat-${child.pid}-abcdef`)
  const living = join(tmpdir(), `sse-compat-${process.pid}-abcdef`)
  for (const folder of [dead, living]) mkdirSync(folder, { recursive: true })
  await sweepRunFolders()
  expect([existsSync(dead), existsSync(living)]).toEqual([false, true])
  rmSync(living, { recursive: true })
})
