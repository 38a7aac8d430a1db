/** Selects the builds of a run, each with its version and its modules. */

import { join } from 'node:path'
import type { Adapter, BuildFacts, RuntimeId } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { dockerSource } from './docker-source.ts'
import type { Ground } from './images.ts'
import { localSource } from './local-source.ts'
import { openProbeCache } from './probe-cache.ts'

export interface MissingBuild {
  readonly product: string
  /** The selector; '' when any build would do. */
  readonly wanted: string
  readonly why: string
  readonly advice: string
}

export interface FindOptions {
  readonly runtime: RuntimeId
  /** `path`, suite names, image references, build ids, `all`. Absent: one available build for each product. */
  readonly builds?: readonly string[]
  /** The folder of unpacked packages and of stored facts about builds. */
  readonly cache: string
  /** Receives a line before operations that take seconds: unpacking, pulling. */
  readonly onProgress?: (line: string) => void
}

/**
 * Finds and probes builds of the products, in the order of the adapters and selectors; each occurs once.
 * @throws SseCompatError `no-runtime` when the runtime is docker and no engine responds; `no-build` for a wrong
 * SSE_COMPAT_<PRODUCT>
 */
export async function findBuilds(
  adapters: readonly Adapter[],
  options: FindOptions,
): Promise<{ builds: BuildFacts[]; missing: MissingBuild[] }> {
  const cache = openProbeCache(join(options.cache, 'probes.json'))
  const ground: Ground = { ...options, adapters }
  const source = options.runtime === 'local' ? localSource(ground, cache) : await dockerSource(ground, cache)
  const builds = new Map<string, BuildFacts>()
  const missing: MissingBuild[] = []
  const failed = (product: string, wanted: string, error: unknown) => {
    if (!(error instanceof SseCompatError)) throw error
    missing.push({ product, wanted, why: error.message, advice: error.advice ?? '' })
  }
  const add = (found: readonly BuildFacts[]) => {
    for (const build of found) builds.set(build.id, build)
    return found.length > 0
  }

  for (const adapter of adapters) {
    if (options.builds?.length) continue
    try {
      if (!add(await source.usual(adapter))) missing.push(nothingFor(adapter, options.runtime))
    } catch (error) {
      failed(adapter.product, '', error)
    }
  }
  for (const selector of options.builds ?? []) {
    let anyone = false
    const failures: [string, unknown][] = []
    for (const adapter of adapters) {
      try {
        const named = selector === 'all' ? source.all(adapter) : source.named(adapter, selector)
        const found = named ? await named : (await source.all(adapter)).filter(({ id }) => id === selector)
        if (add(found)) anyone = true
      } catch (error) {
        failures.push([adapter.product, error])
      }
    }
    // A selector that matches no product is reported once.
    for (const [error, group] of Map.groupBy(failures, (failure) => failure[1]))
      failed(group.map(([product]) => product).join(', '), selector, error)
    if (!anyone && failures.length === 0) {
      const product = adapters.map((adapter) => adapter.product).join(', ')
      missing.push({ product, wanted: selector, why: `no build is called ${selector}`, advice: SELECTORS })
    }
  }
  cache.save()
  return { builds: [...builds.values()], missing }
}

const SELECTORS =
  'builds are named by path, a Debian suite, an image with its tag, or an id that `sse-compat list` shows'

function nothingFor(adapter: Adapter, runtime: RuntimeId): MissingBuild {
  const { product, title, packages, images } = adapter
  if (runtime === 'docker') {
    return {
      product,
      wanted: '',
      why: `no image of ${title}`,
      advice: `docker pull ${images[0]}, or \`sse-compat images\``,
    }
  }
  const why = `${title} is neither on PATH nor among the unpacked packages`
  return {
    product,
    wanted: '',
    why,
    advice: `install ${packages.join(' ')}, or, on Debian or Ubuntu, \`sse-compat setup\``,
  }
}
