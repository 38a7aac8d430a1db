/** Selects the build that a configuration is run on: one that runs on this machine, else the most similar available one. */
import { findBuilds } from '../builds/find-builds.ts'
import { buildWith } from '../builds/module-packages.ts'
import type { ImageBeside } from '../intake/mounted-files.ts'
import { CACHE } from '../matrix/folders.ts'
import type { Adapter, BuildFacts, ConfigTree, RuntimeId } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'

export interface ChosenBuild {
  readonly build: BuildFacts
  readonly runtime: RuntimeId
  /** For people: why the build may differ from the one in production. */
  readonly note?: string
}

/**
 * @param image that runs the configuration
 * @param wanted `path`, a suite, an image or an id; undefined: the one on PATH, else an unpacked package, else an image
 * @throws SseCompatError `no-build`
 */
export async function chooseBuild(
  adapter: Adapter,
  wanted: string | undefined,
  onProgress: (line: string) => void,
  config: ConfigTree = {},
  image?: ImageBeside,
): Promise<ChosenBuild> {
  const runtimes: readonly RuntimeId[] =
    wanted === undefined ? ['local', 'docker'] : isImage(wanted) ? ['docker'] : ['local']
  const reasons: string[] = []
  for (const runtime of runtimes) {
    const found = await find(adapter, runtime, wanted, onProgress)
    if (!('why' in found)) {
      const { build, why } = await withModules(adapter, found, config, onProgress)
      const differs = wanted === undefined ? whyNotTheirs(adapter.title, found, image) : undefined
      const notes = [differs, why].filter((note) => note !== undefined)
      return { build, runtime, ...(notes.length === 0 ? {} : { note: notes.join(' ') }) }
    }
    reasons.push(found.why)
  }
  throw new SseCompatError('no-build', reasons.join('; '), {
    advice: `Install ${adapter.packages.join(' ')}, or name a build with --build: path, a Debian suite, an image, or an id that \`sse-compat list\` shows.`,
  })
}

/** Undefined where it is the build that runs the configuration, as far as is known. */
export function whyNotTheirs(
  title: string,
  { id, source, version }: Pick<BuildFacts, 'id' | 'source' | 'version'>,
  theirs: ImageBeside | undefined,
): string | undefined {
  if (theirs !== undefined) {
    const { image, file } = theirs
    const tag = /:v?(\d+(?:\.\d+)*)[^/]*$/.exec(image)?.[1]
    if (tag !== undefined && `${version}.`.startsWith(`${tag}.`)) return undefined
    return `${file} runs ${image}; ${id} was tested instead. \`--build ${image}\` tests that image, where a Docker engine answers.`
  }
  if (source === 'path') return undefined
  return `${title} is not on this machine's PATH; ${id} was tested. \`--build\` names another build.`
}

/** For a build from unpacked packages, additional packages can be unpacked: those of modules that the configuration names. */
async function withModules(
  adapter: Adapter,
  build: BuildFacts,
  config: ConfigTree,
  onProgress: (line: string) => void,
): Promise<{ readonly build: BuildFacts; readonly why?: string }> {
  const packages = build.source === 'root' ? (adapter.modulePackages?.(config, build) ?? []) : []
  if (packages.length === 0) return { build }
  try {
    return { build: await buildWith(adapter, build, packages, { adapters: [adapter], cache: CACHE, onProgress }) }
  } catch (error) {
    if (!(error instanceof SseCompatError)) throw error
    return { build, why: `${packages.join(', ')} could not be had: ${error.message}.` }
  }
}

/** `nginx:stable`, `registry/nginx`, or an id of an image build. */
const isImage = (wanted: string): boolean => /[:/]/.test(wanted) || wanted.endsWith('-image')

async function find(
  adapter: Adapter,
  runtime: RuntimeId,
  wanted: string | undefined,
  onProgress: (line: string) => void,
): Promise<BuildFacts | { readonly why: string }> {
  try {
    const builds = wanted === undefined ? [] : [wanted]
    const { builds: found, missing } = await findBuilds([adapter], { runtime, builds, cache: CACHE, onProgress })
    return found[0] ?? { why: missing.map(({ why, advice }) => `${why} (${advice})`).join('; ') }
  } catch (error) {
    if (error instanceof SseCompatError) return { why: error.message }
    throw error
  }
}
