/** Images: those that an engine has, those from a registry, and those made from roots. */

import { spawn } from 'node:child_process'
import { canMakeRoots, defaultSuite, listRoots, makeRoot, type Root, TOOLS } from '../debian/debian-root.mjs'
import { type Adapter, type Ms, SseCompatError } from '../model/index.ts'
import { type DockerEngine, findEngine } from '../runtimes/docker-engine.ts'
import { rootsFolder } from './local-builds.ts'

/** After this time without progress of a pull, the registry counts as unreachable. */
const PULL_PATIENCE: Ms = 10_000
const ROOT_REPOSITORY = 'sse-compat/root'
const ROOT_LABEL = 'sse-compat.root'

export interface LocalImage {
  readonly id: string
  /** Folders of its own PATH. */
  readonly path: readonly string[]
  /** For an image made from a root: the root's `contents`. */
  readonly contents: string | undefined
}

/** Settings for making builds. */
export interface Ground {
  readonly adapters: readonly Adapter[]
  /** The folder of unpacked packages and of stored facts about builds. */
  readonly cache: string
  readonly onProgress?: (line: string) => void
}

export function rootImage(suite: string): string {
  return `${ROOT_REPOSITORY}:${suite}`
}

/** Undefined when the engine does not have it. */
export async function localImage(engine: DockerEngine, reference: string): Promise<LocalImage | undefined> {
  if ((await engine.status('GET', `/images/${reference}/json`)) !== 200) return undefined
  const image = (await engine.json('GET', `/images/${reference}/json`)) as {
    Id: string
    Config?: { Env?: string[] | null; Labels?: Record<string, string> | null }
  }
  const path = image.Config?.Env?.find((line) => line.startsWith('PATH='))?.slice('PATH='.length)
  return {
    id: image.Id,
    path: path?.split(':') ?? ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin'],
    contents: image.Config?.Labels?.[ROOT_LABEL],
  }
}

/** A reference with an explicit tag: without one, the engine would pull all tags. */
export function withTag(reference: string): string {
  return /:[^/]+$|@/.test(reference) ? reference : `${reference}:latest`
}

/** Pulls an image; resolves with '' or with the reason of the failure. */
export async function pull(engine: DockerEngine, reference: string): Promise<string> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, PULL_PATIENCE, `no answer from the registry within ${PULL_PATIENCE / 1000} s`)
  })
  const work = async () => {
    const response = await engine.stream('POST', `/images/create?fromImage=${encodeURIComponent(withTag(reference))}`)
    let text = ''
    for await (const part of response) {
      timer?.refresh()
      text += part
    }
    return /"error":"([^"]*)"/.exec(text)?.[1] ?? ''
  }
  try {
    return await Promise.race([work().catch((error: Error) => error.message), silence])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Makes an image from an unpacked root, whose executables then run without the root's loader. The image that it replaces is
 * removed, unless a container still uses it.
 */
export async function importRoot(engine: DockerEngine, { suite, folder, contents }: Root): Promise<string> {
  const before = await localImage(engine, rootImage(suite))
  const tar = spawn('tar', ['--owner=0', '--group=0', '--numeric-owner', '-C', folder, '-c', '.'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const made = new Promise<void>((resolve, reject) => {
    tar.once('error', reject)
    tar.once('close', (code) =>
      code === 0 ? resolve() : reject(new SseCompatError('docker', `tar ended with ${code}`)),
    )
  })
  const query = `fromSrc=-&repo=${encodeURIComponent(ROOT_REPOSITORY)}&tag=${suite}`
  const change = encodeURIComponent(`LABEL ${ROOT_LABEL}=${contents}`)
  const imported = engine.stream('POST', `/images/create?${query}&changes=${change}`, tar.stdout)
  const [response] = await Promise.all([imported, made])
  let said = ''
  for await (const part of response) said += part
  const failure = /"error":"([^"]*)"/.exec(said)?.[1]
  if (failure !== undefined) throw new SseCompatError('docker', `${rootImage(suite)} cannot be made: ${failure}`)
  if (before) await engine.status('DELETE', `/images/${before.id}`)
  return rootImage(suite)
}

/**
 * Makes images from Debian packages, for the command `sse-compat images`. Without suites: the default one.
 * @returns their references
 * @throws SseCompatError `no-runtime` without an engine, `no-build` where a root cannot be made
 */
export async function makeImages(suites: readonly string[], options: Ground): Promise<string[]> {
  const engine = await findEngine()
  if (engine === undefined) {
    throw new SseCompatError('no-runtime', 'no Docker engine answers', { advice: 'start it, or set DOCKER_HOST' })
  }
  const made: string[] = []
  for (const suite of suites.length > 0 ? suites : [defaultSuite()]) {
    const root = await ensureRoot(suite, options)
    options.onProgress?.(`importing ${rootImage(suite)}`)
    made.push(await importRoot(engine, root))
  }
  return made
}

const attempts = new WeakMap<Ground, Map<string, Promise<Root>>>()

/**
 * As `makeSuiteRoot`, but tried once for all products, so that a suite that does not exist is not requested for each of them.
 * @throws SseCompatError `no-build`
 */
export function ensureRoot(suite: string, options: Ground): Promise<Root> {
  const known = attempts.get(options) ?? new Map<string, Promise<Root>>()
  attempts.set(options, known)
  const attempt = known.get(suite) ?? makeSuiteRoot(suite, options)
  known.set(suite, attempt)
  return attempt
}

/**
 * The root of a suite with every adapter's packages and the harness's own tools; it is unpacked now if it does not exist.
 * @throws SseCompatError `no-build` where that is not possible
 */
async function makeSuiteRoot(suite: string, options: Ground): Promise<Root> {
  const wanted = [...options.adapters.flatMap((adapter) => adapter.packages), ...TOOLS]
  const into = rootsFolder(options.cache)
  const rootOf = () => listRoots(into).find((root) => root.suite === suite)
  const there = rootOf()
  if (there && wanted.every((name) => there.packages.includes(name))) return there
  const packages = [...new Set([...wanted, ...(there?.packages ?? [])])].sort()
  if (!canMakeRoots()) {
    throw new SseCompatError('no-build', `${suite}: unpacking packages needs apt-get and dpkg`, {
      advice: 'install the proxies, or Docker, or use a Debian or Ubuntu machine',
    })
  }
  let why = 'it was removed while it was being made'
  try {
    await makeRoot({ suite, packages, into, ...(options.onProgress ? { onProgress: options.onProgress } : {}) })
    const made = rootOf()
    if (made) return made
  } catch (error) {
    why = (error as Error).message.replace(/[.\s]+$/, '')
  }
  throw new SseCompatError('no-build', `${suite}: ${why}`, {
    advice: 'Check the name of the suite (bookworm, trixie, sid …), and that apt reaches its mirror',
  })
}
