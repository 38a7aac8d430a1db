/** Builds for the runtime docker: official images, and images made from roots where no registry can be reached. */

import { canMakeRoots, defaultSuite, listRoots } from '../debian/debian-root.mjs'
import { type Adapter, type BuildFacts, SseCompatError } from '../model/index.ts'
import { type DockerEngine, findEngine } from '../runtimes/docker-engine.ts'
import type { BuildSource } from './build-source.ts'
import { probeImage } from './image-builds.ts'
import { ensureRoot, type Ground, importRoot, localImage, pull, rootImage, withTag } from './images.ts'
import { rootsFolder } from './local-builds.ts'
import type { ProbeCache } from './probe-cache.ts'

/** @throws SseCompatError `no-runtime` when no engine responds */
export async function dockerSource(ground: Ground, cache: ProbeCache): Promise<BuildSource> {
  const engine = await findEngine()
  if (engine === undefined) {
    throw new SseCompatError('no-runtime', 'no Docker engine answers', {
      advice: 'start it, or set DOCKER_HOST, or use --runtime local',
    })
  }
  const suites = () => listRoots(rootsFolder(ground.cache)).map(({ suite }) => suite)
  const official = (adapter: Adapter, reference: string) => {
    const tag = `${reference.replace(/[^A-Za-z0-9.]+/g, '-')}-image`
    return probeImage(engine, adapter, reference, { tag, origin: `image ${reference}` }, cache)
  }
  const fromRoot = async (adapter: Adapter, suite: string) => {
    const system = listRoots(rootsFolder(ground.cache)).find((root) => root.suite === suite)?.system ?? 'Debian'
    const describe = { tag: `${system.toLowerCase()}-${suite}-image`, origin: `image of ${system} ${suite} packages` }
    return probeImage(engine, adapter, rootImage(suite), describe, cache)
  }
  const pullOnce = pulling(engine, ground)

  return {
    async usual(adapter) {
      for (const reference of adapter.images) {
        const build = await official(adapter, reference)
        if (build) return [build]
      }
      const suite = defaultSuite()
      if (await isCurrent(engine, ground, suite)) {
        const build = await fromRoot(adapter, suite)
        if (build) return [build]
      }
      const why: string[] = []
      for (const reference of adapter.images.slice(0, 1)) {
        const failure = await pullOnce(reference)
        const build = failure === '' ? await official(adapter, reference) : undefined
        if (build) return [build]
        why.push(`${reference}: ${failure}`)
      }
      if (!canMakeRoots() && !suites().includes(suite)) {
        throw new SseCompatError('no-build', why.join('; '), { advice: `docker pull ${adapter.images[0]}` })
      }
      await ensureRootImage(engine, ground, suite)
      return some(await fromRoot(adapter, suite))
    },
    async all(adapter) {
      const builds: BuildFacts[] = []
      for (const reference of adapter.images) builds.push(...some(await official(adapter, reference)))
      for (const suite of suites()) builds.push(...some(await fromRoot(adapter, suite)))
      return builds
    },
    named(adapter, selector) {
      if (selector === 'path') {
        throw new SseCompatError('no-build', 'a container cannot run this machine’s own executable', {
          advice: 'ask for path with --runtime local',
        })
      }
      if (/[:/]/.test(selector)) {
        return (async () => {
          const failure = (await localImage(engine, withTag(selector))) ? '' : await pullOnce(selector)
          if (failure !== '') throw new SseCompatError('no-build', failure, { advice: `docker pull ${selector}` })
          return some(await official(adapter, withTag(selector)))
        })()
      }
      if (!/^[a-z]+$/.test(selector)) return undefined
      return ensureRootImage(engine, ground, selector).then(async () => some(await fromRoot(adapter, selector)))
    },
  }
}

function some(build: BuildFacts | undefined): BuildFacts[] {
  return build ? [build] : []
}

/** Pulls each reference once. After a failure no other one is tried, because the registry is probably unreachable. */
function pulling(engine: DockerEngine, ground: Ground): (reference: string) => Promise<string> {
  let failure = ''
  return async (reference) => {
    if (failure !== '') return failure
    ground.onProgress?.(`pulling ${reference}`)
    failure = await pull(engine, reference)
    return failure
  }
}

/** Whether the engine has the suite's image, and it was made from the root that is unpacked now (or no root is). */
async function isCurrent(engine: DockerEngine, ground: Ground, suite: string): Promise<boolean> {
  const image = await localImage(engine, rootImage(suite))
  const root = listRoots(rootsFolder(ground.cache)).find((each) => each.suite === suite)
  return image !== undefined && (root === undefined || image.contents === root.contents)
}

async function ensureRootImage(engine: DockerEngine, ground: Ground, suite: string): Promise<void> {
  const root = await ensureRoot(suite, ground)
  if (await isCurrent(engine, ground, suite)) return
  ground.onProgress?.(`importing ${rootImage(suite)}`)
  await importRoot(engine, root)
}
