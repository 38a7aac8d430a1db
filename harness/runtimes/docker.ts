/** Proxies as containers, started by testcontainers, and found and removed by their labels. */

import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { type Runtime, type Site, SseCompatError } from '../model/index.ts'
import { bringUp, ended, type Running } from './bring-up.ts'
import { register } from './disposal.ts'
import { type DockerEngine, findEngine, removeContainers, removeNetworks } from './docker-engine.ts'
import { launchContainer } from './docker-launch.ts'
import { type DockerNetworkMode, dockerNetwork } from './docker-network.ts'
import {
  giveTo,
  lives,
  makeInstanceFolder,
  makeRunFolder,
  NOBODY,
  removeFolder,
  sweepRunFolders,
  writeCertificate,
  writePrepared,
} from './run-folder.ts'
import { startWatchdog } from './watchdog.ts'

const RUN = 'sse-compat.run'
const OWNER = 'sse-compat.owner'

export interface DockerOptions {
  /** Default `host`. Where containers run in a virtual machine (macOS), ports are always published. */
  readonly network?: DockerNetworkMode
}

/** Takes a few milliseconds, since it does not use Docker's command line. */
export async function dockerAnswers(): Promise<boolean> {
  return (await findEngine()) !== undefined
}

/** @throws SseCompatError `no-runtime` when no engine responds, `port-in-use` when no loopback addresses are available */
export async function startDocker(options: DockerOptions = {}): Promise<Runtime> {
  const engine = await findEngine()
  if (engine === undefined) {
    throw new SseCompatError('no-runtime', 'no Docker engine answers', {
      advice: 'start it, or set DOCKER_HOST, or use --runtime local',
    })
  }
  // Testcontainers' own cleaner is a separate image, which not every machine can pull; labels and the watchdog do its work here.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'
  process.env.DOCKER_HOST ??= engine.host
  await sweepContainers(engine)
  await sweepRunFolders()
  const run = randomBytes(6).toString('hex')
  const labels = { [RUN]: run, [OWNER]: `${hostname()}:${process.pid}` }
  const network = await dockerNetwork(engine, options.network ?? 'host', labels)
  const watchdog = startWatchdog()
  const folder = makeRunFolder(watchdog.watchFolder)
  watchdog.watchContainers(engine.host, `${RUN}=${run}`)
  const running: Running = new Set()
  let serial = 0
  let isOver = false

  const dispose = async () => {
    isOver = true
    unregister()
    await Promise.all([...running].map((disposeOne) => disposeOne()))
    await watchdog[Symbol.asyncDispose]()
    await network[Symbol.asyncDispose]()
    removeFolder(folder)
  }
  // While the process exits there is no time for requests to the engine: the watchdog removes the containers.
  const unregister = register({ dispose, disposeNow: () => removeFolder(folder) })

  return {
    id: 'docker',
    description: network.description,
    folder,
    async originSite() {
      const bind = network.originBind()
      return { bind, reachedAt: (port) => network.originReachedAt(bind, port) }
    },
    async start(request) {
      if (request.build.image === undefined) {
        throw new SseCompatError('cannot-start', `${request.build.id} is no image, so no container can be made from it`)
      }
      // Read once, before other proxies are started.
      serial += 1
      const number = serial
      const directory = await makeInstanceFolder(folder, request.name, number, 'copied')
      const tls = await writeCertificate(directory, request.tls, 'copied')
      const { backend, ownSizes = false, unprivileged = false, streams } = request
      const listen = await network.listen()
      const known = streams === undefined ? {} : { streams }
      const processLog = PROCESS_LOG
      const site: Site = { listen, ...tls, backend, directory, asRoot: !unprivileged, ownSizes, processLog, ...known }
      const prepared = request.adapter.prepare(request.config, site, request.build, request.options)
      // Copied files belong to root in the container.
      const isCopied = unprivileged && !network.isLocal
      const writable = isCopied ? prepared.folders : (prepared.writable ?? [])
      await writePrepared(directory, { ...prepared, writable }, 'copied')
      const user = unprivileged ? await giveToContainer(directory) : undefined
      const labelled = { ...labels, 'sse-compat.instance': `${run}-${number}` }
      if (isOver) throw ended(request.name)
      const launched = await launchContainer({
        engine,
        network,
        image: request.build.image,
        request,
        prepared,
        site,
        labels: labelled,
        ...(user === undefined ? {} : { user }),
      })
      if (isOver) {
        await launched.dispose('SIGKILL')
        throw ended(request.name)
      }
      return bringUp(request, prepared, site, launched, running)
    },
    [Symbol.asyncDispose]: dispose,
  }
}

/**
 * The user of an unprivileged container, to whom the instance's folder is given: nobody, or the harness's own user where that is
 * not root.
 */
async function giveToContainer(directory: string): Promise<number> {
  const own = process.getuid?.() ?? NOBODY
  if (own !== 0) return own
  await giveTo(directory, NOBODY)
  return NOBODY
}

/** The engine keeps it apart from standard error, where everything else is printed. */
const PROCESS_LOG = '/dev/stdout'

/** Removes containers and networks of runs on this machine whose process has ended. */
async function sweepContainers(engine: DockerEngine): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [OWNER] }))
  const found = await Promise.all(
    [`/containers/json?all=1&filters=${filters}`, `/networks?filters=${filters}`].map(
      async (path) => (await engine.json('GET', path)) as { Labels: Record<string, string> }[],
    ),
  )
  for (const owner of new Set(found.flat().map(({ Labels }) => Labels[OWNER] ?? ''))) {
    const [host, pid] = owner.split(':')
    if (host !== hostname() || lives(Number(pid))) continue
    await removeContainers(engine, `${OWNER}=${owner}`)
    await removeNetworks(engine, `${OWNER}=${owner}`)
  }
}
