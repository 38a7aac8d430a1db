/** Makes sure that proxies can run on this machine. Tries in this order: PATH, packages unpacked from Debian, images. */

import { join } from 'node:path'
import { canMakeRoots, defaultSuite } from '../debian/debian-root.mjs'
import { SseCompatError } from '../model/index.ts'
import { findEngine } from '../runtimes/docker-engine.ts'
import { findBuilds } from './find-builds.ts'
import { ensureRoot, type Ground } from './images.ts'
import { pathCandidate } from './local-builds.ts'

/**
 * @returns files that have to exist for the proxies to run
 * @throws SseCompatError `no-build` where this machine cannot run a proxy
 */
export async function provision(ground: Ground): Promise<readonly string[]> {
  const { adapters, onProgress = () => {} } = ground
  const onPath = adapters.flatMap((adapter) => pathCandidate(adapter)?.executable ?? [])
  if (onPath.length === adapters.length) return onPath

  let why = ''
  if (canMakeRoots()) {
    try {
      const { folder } = await ensureRoot(defaultSuite(), ground)
      return [join(folder, 'sse-compat-root.json')]
    } catch (error) {
      why = ` (${(error as Error).message})`
    }
  }
  const engine = await findEngine()
  if (engine !== undefined) {
    const { builds, missing } = await findBuilds(adapters, { ...ground, runtime: 'docker' })
    for (const { product, why, advice } of missing) onProgress(`no image for ${product}: ${why}; ${advice}`)
    if (builds.length > 0) return [...onPath, ...(engine.host.startsWith('unix://') ? [engine.host.slice(7)] : [])]
  }
  if (onPath.length > 0) return onPath
  const names = adapters.map(({ product }) => product).join(', ')
  throw new SseCompatError('no-build', `nothing here can run a proxy${why}`, {
    advice: `install Docker, or one of ${names}, and start again`,
  })
}
