/** A crash of a worker process is recognised in each runtime, and no request and no text of a configuration looks like one. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import type { Adapter, BuildFacts, Runtime } from '../model/index.ts'
import { startDocker } from './docker.ts'
import { type DockerEngine, findEngine } from './docker-engine.ts'
import { IMAGE, imageBuild, rootBuild, startOrigin } from './fixture.ts'
import { startLocal } from './local.ts'

const LINE = '2026/11/30 09:52:11 [alert] 1#1: worker process 12 exited on signal 11'
const CONFIG = 'server { location / { proxy_pass http://app; } location /files/ { } }'
/** Of a file that is not there: nginx writes the decoded path into its log. */
const PATH = `/files/${encodeURIComponent(`\n${LINE}\n`)}`
const engine = await findEngine()
const hasImage = (await engine?.status('GET', `/images/${IMAGE}/json`)) === 200

test.skipIf(rootBuild(nginx) === undefined)('a process (needs a root)', { timeout: 60_000 }, async () => {
  await using runtime = await startLocal()
  let directory = ''
  await expectRecognised(
    runtime,
    rootBuild(nginx),
    (site) => (directory = site),
    () => {
      const master = readFileSync(`${directory}/run/nginx.pid`, 'utf8').trim()
      const [worker] = readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').split(' ')
      process.kill(Number(worker), 'SIGSEGV')
    },
  )
})

test.skipIf(!hasImage)('a container (needs the image)', { timeout: 120_000 }, async () => {
  await using runtime = await startDocker({ network: 'internal' })
  await expectRecognised(
    runtime,
    imageBuild(nginx),
    () => {},
    () => killWorkers(engine),
  )
})

async function expectRecognised(
  runtime: Runtime,
  build: BuildFacts | undefined,
  seen: (directory: string) => void,
  kill: () => void | Promise<void>,
): Promise<void> {
  if (build === undefined) throw new Error('there is no build')
  await using origin = await startOrigin((await runtime.originSite()).bind)
  const adapter: Adapter = {
    ...nginx,
    prepare(config, site, build, options) {
      seen(site.directory)
      return nginx.prepare(config, site, build, options)
    },
  }
  const config = { 'app.conf': CONFIG }
  const request = { adapter, build, config, backend: origin.address, name: 'crash', unprivileged: true }
  const started = await runtime.start(request)
  if ('failure' in started) throw new Error(started.message)
  await using running = started.instance
  const { host, port } = running.address
  await fetch(`http://${host}:${port}${PATH}`).then((answer) => answer.text())
  await expect.poll(() => running.logs()).toContain(`\n${LINE}\n`)
  expect(running.crash(0)).toBeUndefined()
  await kill()
  await expect.poll(() => running.crash(0)).toMatch(/worker process \d+ exited on signal 11/)
}

/** In the only container of this process. */
async function killWorkers(engine: DockerEngine | undefined): Promise<void> {
  if (engine === undefined) return
  const filters = encodeURIComponent(JSON.stringify({ label: ['sse-compat.instance'] }))
  const [one] = (await engine.json('GET', `/containers/json?filters=${filters}`)) as { Id: string }[]
  const { Processes } = (await engine.json('GET', `/containers/${one?.Id}/top?ps_args=-eo%20pid,args`)) as {
    Processes: string[][]
  }
  const [worker] = Processes.find(([, command]) => command?.includes('worker process')) ?? []
  process.kill(Number(worker), 'SIGSEGV')
}
