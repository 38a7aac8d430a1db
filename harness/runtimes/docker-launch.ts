/** One proxy as one container: creates, observes, tests its configuration, and stops it. */

import type { StartedTestContainer } from 'testcontainers'
import { type Ms, type Prepared, type Site, SseCompatError, type StartRequest } from '../model/index.ts'
import type { Launched } from './bring-up.ts'
import { clockOf } from './clock.ts'
import { loadLibrary } from './disposal.ts'
import { confinedContainer, emptyFolders } from './docker-confined.ts'
import { type DockerEngine, removeContainers } from './docker-engine.ts'
import { followLogs, readLogs } from './docker-logs.ts'
import type { DockerNetwork } from './docker-network.ts'
import { removeFolder } from './run-folder.ts'

/** Time limit for a test of a configuration, and characters of its output that are kept: as for a process (`run-check.ts`). */
const CHECK_PATIENCE: Ms = 10_000
const CHECK_OUTPUT = 2 ** 20

export interface ContainerPlan {
  readonly engine: DockerEngine
  readonly network: DockerNetwork
  readonly image: string
  readonly request: StartRequest
  readonly prepared: Prepared
  readonly site: Site
  readonly labels: Readonly<Record<string, string>> & { readonly 'sse-compat.instance': string }
  /** For configurations of unknown origin: the user that it runs as, who has rights only in its own folder. */
  readonly user?: number
}

/**
 * The instance's folder is copied in, not mounted: files that root writes in a container could not be removed by this user. The
 * folder of a confined container is mounted read-only, with folders in memory where the proxy writes.
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
    isForwarded: network.published.length > 0,
    exited: exitOf(engine, id, log.ended),
    logs: log.text,
    processLog: log.output,
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
      const path = `/containers/${checker.getId()}`
      const late = setTimeout(() => void engine.status('POST', `${path}/kill`).catch(() => {}), CHECK_PATIENCE)
      const { StatusCode } = (await engine.json('POST', `${path}/wait`)) as { StatusCode: number }
      clearTimeout(late)
      const output = await readLogs(engine, checker.getId(), CHECK_OUTPUT)
      await checker.stop({ timeout: 0 })
      return { accepted: StatusCode === 0, output }
    },
  }
}

async function describe(plan: ContainerPlan, args: readonly string[]) {
  const { image, request, prepared, site, network, labels, user } = plan
  // Loaded on demand: it takes half a second, which runs without containers do not need.
  const { GenericContainer, Wait } = await loadLibrary(() => import('testcontainers'))
  const [executable = '', ...before] = request.build.exec
  const writable = emptyFolders(prepared).map((path) => `${site.directory}/${path}`)
  const mounted = network.isLocal ? { folder: site.directory, writable } : undefined
  const container =
    user === undefined
      ? new GenericContainer(image).withDefaultLogDriver()
      : await confinedContainer(image, user, mounted)
  container
    .withEntrypoint([executable])
    .withCommand([...before, ...args])
    .withEnvironment({ ...prepared.env, ...clockOf(request) })
    .withLabels({ ...labels })
    .withNetworkMode(network.name)
    // The harness probes over HTTP itself. The default strategies run a shell in the container and hide a refusal for 10 s.
    .withWaitStrategy(Wait.forAll([]))
  if (user === undefined) container.withCopyDirectoriesToContainer([{ source: site.directory, target: site.directory }])
  return network.published.length > 0 ? container.withExposedPorts(...network.published) : container
}

/** Resolves after its last line has been read. */
async function exitOf(engine: DockerEngine, container: string, logsEnded: Promise<void>): Promise<string> {
  try {
    const { StatusCode } = (await engine.json('POST', `/containers/${container}/wait`)) as { StatusCode: number }
    await logsEnded
    return `exit code ${StatusCode}`
  } catch (error) {
    return `its container is gone (${(error as Error).message})`
  }
}
