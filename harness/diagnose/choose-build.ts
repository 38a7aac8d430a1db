/** The build that a configuration is played on: what runs on this machine, else the nearest that can be had. */
import { findBuilds } from '../builds/find.ts'
import { CACHE } from '../matrix/folders.ts'
import type { Adapter, BuildFacts, RuntimeId } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'

export interface ChosenBuild {
  readonly build: BuildFacts
  readonly runtime: RuntimeId
  /** For people, where it may not be what runs there. */
  readonly note?: string
}

/**
 * @param wanted `path`, a suite, an image or an id; undefined: what is on PATH, else an unpacked package, else an image
 * @throws SseCompatError `no-build`
 */
export async function chooseBuild(
  adapter: Adapter,
  wanted: string | undefined,
  onProgress: (line: string) => void,
): Promise<ChosenBuild> {
  const runtimes: readonly RuntimeId[] =
    wanted === undefined ? ['local', 'docker'] : isImage(wanted) ? ['docker'] : ['local']
  const reasons: string[] = []
  for (const runtime of runtimes) {
    const found = await find(adapter, runtime, wanted, onProgress)
    if (!('why' in found)) {
      const isTheirs = wanted !== undefined || found.source === 'path'
      const note = `${adapter.title} is not installed here; ${found.version} was played. \`--build\` names another one.`
      return { build: found, runtime, ...(isTheirs ? {} : { note }) }
    }
    reasons.push(found.why)
  }
  throw new SseCompatError('no-build', reasons.join('; '), {
    advice: `Install ${adapter.packages.join(' ')}, or name a build with --build: path, a Debian suite, an image, or an id that \`sse-compat list\` shows.`,
  })
}

/** `nginx:stable`, `registry/nginx`, or an id as images get it. */
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
