/** One proxy as one container: made, followed, asked to check, ended. */

import type { StartedTestContainer } from 'testcontainers'
import { type Prepared, type Site, SseCompatError, type StartRequest } from '../model/index.ts'
import type { Launched } from './bring-up.ts'
import { clockOf } from './clock.ts'
import { loadLibrary } from './disposal.ts'
import { confinedContainer } from './docker-confined.ts'
import { type DockerEngine, logText, readLogs, removeContainers } from './docker-engine.ts'
import type { DockerNetwork } from './docker-network.ts'
import { removeFolder } from './run-folder.ts'

export interface ContainerPlan {
  readonly engine: DockerEngine
  readonly network: DockerNetwork
  readonly image: string
  readonly request: StartRequest
  readonly prepared: Prepared
  readonly site: Site
  readonly labels: Readonly<Record<string, string>> & { readonly 'sse-compat.instance': string }
  /** For configurations of unknown making: the user that it runs as, with no other rights than to its own folder. */
  readonly user?: number
}

/**
 * The instance's folder is copied in, not mounted: what root writes in a container nobody else could remove here. That of a confined
 * container, which is never root, is mounted: nothing else there can be written to.
 * @throws SseCompatError `cannot-start` when the engine does not start it at all
 */
export async function launchContainer(plan: ContainerPlan): Promise<Launched> {
  const { engine, network, request, site, labels } = plan
  const instance = `sse-compat.instance=${labels['sse-compat.instance']}`
  let container: StartedTestContainer
  try {
    container = await (await describe(plan, plan.prepared.args)).start()
  } catch (error) {
    await removeContainers(engine, instance)
    removeFolder(site.directory)
    throw new SseCompatError('cannot-start', `${request.name}: ${(error as Error).message}`, {
      advice: 'does the engine have the image, and does it run on this architecture?',
      cause: error,
    })
  }
  const id = container.getId()
  const log = followLogs(engine, id)
  let disposal: Promise<void> | undefined
  const stop = async () => {
    await container.stop({ timeout: 0, remove: true, removeVolumes: true }).catch(() => {})
    await removeContainers(engine, instance)
    await log.ended
    removeFolder(site.directory)
  }
  return {
    address: network.reached(site.listen, {
      ip: () => container.getIpAddress(network.name),
      mapped: (port) => ({ host: container.getHost(), port: container.getMappedPort(port) }),
    }),
    exited: exitOf(engine, id, log.ended),
    logs: log.text,
    async signal(signal) {
      await engine.json('POST', `/containers/${id}/kill?signal=${signal}`)
    },
    dispose() {
      disposal ??= stop()
      return disposal
    },
    disposeNow: () => {},
    async check(args) {
      const checker = await (await describe(plan, args)).start()
      const { StatusCode } = (await engine.json('POST', `/containers/${checker.getId()}/wait`)) as {
        StatusCode: number
      }
      const output = await readLogs(engine, checker.getId())
      await checker.stop({ timeout: 0 })
      return { accepted: StatusCode === 0, output }
    },
  }
}

async function describe(plan: ContainerPlan, args: readonly string[]) {
  const { image, request, prepared, site, network, labels, user } = plan
  // Takes half a second to load, which runs without containers need not pay.
  const { GenericContainer, Wait } = await loadLibrary(() => import('testcontainers'))
  const [executable = '', ...before] = request.build.exec
  const mounted = network.isLocal ? site.directory : undefined
  const container = user === undefined ? new GenericContainer(image) : await confinedContainer(image, user, mounted)
  container
    .withEntrypoint([executable])
    .withCommand([...before, ...args])
    .withEnvironment({ ...prepared.env, ...clockOf(request) })
    .withLabels({ ...labels })
    .withNetworkMode(network.name)
    .withDefaultLogDriver()
    // The harness asks over HTTP itself. The usual strategies run a shell in the container and hide a refusal for 10 s.
    .withWaitStrategy(Wait.forAll([]))
  if (user === undefined) container.withCopyDirectoriesToContainer([{ source: site.directory, target: site.directory }])
  return network.published.length > 0 ? container.withExposedPorts(...network.published) : container
}

function followLogs(engine: DockerEngine, container: string): { text(): string; readonly ended: Promise<void> } {
  const parts: Buffer[] = []
  const follow = async () => {
    const stream = await engine.stream('GET', `/containers/${container}/logs?follow=1&stdout=1&stderr=1`)
    for await (const part of stream) parts.push(part as Buffer)
  }
  return { text: () => logText(Buffer.concat(parts)), ended: follow().catch(() => {}) }
}

/** After its last line was read. */
async function exitOf(engine: DockerEngine, container: string, logsEnded: Promise<void>): Promise<string> {
  try {
    const { StatusCode } = (await engine.json('POST', `/containers/${container}/wait`)) as { StatusCode: number }
    await logsEnded
    return `exit code ${StatusCode}`
  } catch (error) {
    return `its container is gone (${(error as Error).message})`
  }
}
