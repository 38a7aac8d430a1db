/** Builds for the runtime local. */

import { defaultSuite } from '../debian/debian-root.mjs'
import { type Adapter, type BuildFacts, SseCompatError } from '../model/index.ts'
import type { BuildSource } from './build-source.ts'
import { ensureRoot, type Ground } from './images.ts'
import { pathCandidate, rootCandidates } from './local-builds.ts'
import { type Candidate, probe } from './probe-build.ts'
import type { ProbeCache } from './probe-cache.ts'

export function localSource(ground: Ground, cache: ProbeCache): BuildSource {
  const probeAll = async (adapter: Adapter, candidates: readonly (Candidate | undefined)[]) => {
    const builds: BuildFacts[] = []
    for (const candidate of candidates) {
      const build = candidate && (await probe(adapter, candidate, cache))
      if (build) builds.push(build)
    }
    return builds
  }
  const roots = (adapter: Adapter) => rootCandidates(adapter, ground.cache)
  return {
    async usual(adapter) {
      const [onPath] = await probeAll(adapter, [pathCandidate(adapter)])
      if (onPath) return [onPath]
      const unpacked = roots(adapter)
      return probeAll(adapter, [unpacked.find(({ suite }) => suite === defaultSuite()) ?? unpacked[0]])
    },
    all: (adapter) => probeAll(adapter, [pathCandidate(adapter), ...roots(adapter)]),
    named(adapter, selector) {
      if (selector === 'path') return probeAll(adapter, [pathCandidate(adapter)])
      if (/[:/]/.test(selector)) {
        throw new SseCompatError('no-build', `${selector} is an image, which no process can be made from`, {
          advice: 'ask for it with --runtime docker',
        })
      }
      if (!/^[a-z]+$/.test(selector)) return undefined
      const inSuite = () => roots(adapter).filter(({ suite }) => suite === selector)
      return ensureRoot(selector, ground).then(() => probeAll(adapter, inSuite()))
    },
  }
}
