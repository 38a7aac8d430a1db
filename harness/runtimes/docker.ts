/** Proxies as containers, started by testcontainers, found and removed by their labels. */

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
  /** Default `host`. Where containers live in a virtual machine (macOS), ports are published whatever is asked. */
  readonly network?: DockerNetworkMode
}

/** A few milliseconds, without Docker's command line. */
export async function dockerAnswers(): Promise<boolean> {
  return (await findEngine()) !== undefined
}

/** @throws SseCompatError `no-runtime` when no engine answers, `port-in-use` when no loopback addresses are to be had */
export async function startDocker(options: DockerOptions = {}): Promise<Runtime> {
  const engine = await findEngine()
  if (engine === undefined) {
    throw new SseCompatError('no-runtime', 'no Docker engine answers', {
      advice: 'start it, or set DOCKER_HOST, or use --runtime local',
    })
  }
  // Its cleaner is an image of its own, which not every machine can pull; the labels and the watchdog do that work here.
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
  // While the process exits there is no time for the engine: the watchdog removes the containers.
  const unregister = register({ dispose, disposeNow: () => removeFolder(folder) })

  return {
    id: 'docker',
    description: network.description,
    async originSite() {
      const bind = network.originBind()
      return { bind, reachedAt: (port) => network.originReachedAt(bind, port) }
    },
    async start(request) {
      if (request.build.image === undefined) {
        throw new SseCompatError('cannot-start', `${request.build.id} is no image, so no container can be made from it`)
      }
      // Taken once, at the start: others are started meanwhile.
      serial += 1
      const number = serial
      const directory = await makeInstanceFolder(folder, request.name, number, 'copied')
      const tls = await writeCertificate(directory, request.tls, 'copied')
      const { backend, ownSizes = false, unprivileged = false } = request
      const listen = await network.listen()
      const site: Site = { listen, ...tls, backend, directory, asRoot: !unprivileged, ownSizes }
      const prepared = request.adapter.prepare(request.config, site, request.build, request.options)
      // What is copied in belongs to root there.
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

/** Whom an unprivileged container runs as, and who then owns the instance's folder: nobody; where the harness is not root, its own user. */
async function giveToContainer(directory: string): Promise<number> {
  const own = process.getuid?.() ?? NOBODY
  if (own !== 0) return own
  await giveTo(directory, NOBODY)
  return NOBODY
}

/** Removes containers and networks of runs on this machine whose process is gone. */
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
