/** A build of unpacked packages with additional ones: modules that a user's configuration names. It is stored beside the usual build. */
import { canMakeRoots, listRoots, makeRoot, TOOLS } from '../debian/debian-root.mjs'
import { type Adapter, type BuildFacts, SseCompatError } from '../model/index.ts'
import type { Ground } from './images.ts'
import { rootCandidates, rootsFolder, WITH } from './local-builds.ts'
import { probe } from './probe-build.ts'
import { openProbeCache } from './probe-cache.ts'

/**
 * Downloads and unpacks it the first time; later calls reuse it.
 * @param build from a root
 * @throws SseCompatError `no-build` with the reason
 */
export async function buildWith(
  adapter: Adapter,
  build: BuildFacts,
  packages: readonly string[],
  { cache, onProgress }: Ground,
): Promise<BuildFacts> {
  const into = rootsFolder(cache)
  const executable = build.exec.at(-1) ?? ''
  const root = listRoots(into).find(({ folder }) => executable.startsWith(`${folder}/`))
  if (root === undefined) throw new SseCompatError('no-build', `${build.id} is not made of packages`)
  const name = [root.suite, ...packages].join(WITH)
  if (!listRoots(into).some(({ suite }) => suite === name)) {
    if (!canMakeRoots()) throw new SseCompatError('no-build', 'unpacking packages needs apt-get and dpkg')
    const all = [...new Set([...adapter.packages, ...packages, ...TOOLS])]
    try {
      await makeRoot({ suite: root.suite, packages: all, into, name, ...(onProgress ? { onProgress } : {}) })
    } catch (error) {
      throw new SseCompatError('no-build', (error as Error).message)
    }
  }
  const [candidate] = rootCandidates(adapter, cache, name)
  const found = candidate && (await probe(adapter, candidate, openProbeCache(`${cache}/probes.json`)))
  if (found === undefined) throw new SseCompatError('no-build', `${name} has no ${adapter.title} that runs`)
  return found
}
