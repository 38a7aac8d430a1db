/** Executable → BuildFacts: the output of its version command, and the files beside it. */

import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Adapter, BuildFacts } from '../model/index.ts'
import { FAKE_TIME_FILES } from './fake-time.ts'
import type { ProbeCache } from './probe-cache.ts'

/** An executable that may be a build, on this machine's file system. */
export interface Candidate {
  readonly source: 'path' | 'root'
  /** Last part of the build's id: `path`, `debian-trixie`. */
  readonly tag: string
  readonly origin: string
  readonly executable: string
  /** Prefix of the command: a root's loader. */
  readonly loader: readonly string[]
  /** Prefix of the adapter's folders: a root's folder, or ''. */
  readonly prefix: string
}

/** Undefined when it does not run, or is another product. */
export async function probe(
  adapter: Adapter,
  candidate: Candidate,
  cache: ProbeCache,
): Promise<BuildFacts | undefined> {
  const exec = [...candidate.loader, candidate.executable]
  const { mtimeMs, size } = statSync(candidate.executable)
  const key = JSON.stringify([candidate.executable, mtimeMs, size, adapter.versionArgs])
  // An unusable output is not cached: the machine may have had no free process.
  const report = await cache.get(key, async () => {
    const answer = await ask(exec, adapter.versionArgs)
    return adapter.readBuild(answer) === undefined ? undefined : answer
  })
  const read = report === undefined ? undefined : adapter.readBuild(report)
  if (report === undefined || read === undefined) return undefined
  const below = (path: string) => join(candidate.prefix, '/', path)
  const fakeTime = FAKE_TIME_FILES.map(below).find((file) => existsSync(file))
  return {
    id: `${adapter.product}-${read.version}-${candidate.tag}`,
    product: adapter.product,
    version: read.version,
    source: candidate.source,
    origin: candidate.origin,
    exec,
    builtIn: read.builtIn,
    loadable: loadable(adapter.moduleFolders.map(below)),
    report,
    dataDirectory: adapter.dataFolders.map(below).find((folder) => existsSync(folder)) ?? '',
    ...(fakeTime === undefined ? {} : { fakeTime }),
  }
}

async function ask(exec: readonly string[], commands: readonly (readonly string[])[]): Promise<string> {
  const [file = '', ...before] = exec
  const answers = commands.map(async (args) => {
    const { all } = await execa(file, [...before, ...args], {
      all: true,
      reject: false,
      stdin: 'ignore',
      timeout: 10_000,
    })
    return all ?? ''
  })
  return (await Promise.all(answers)).join('\n')
}

/** File name without `.so` → path; the first folder that contains a name wins. */
function loadable(folders: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const folder of folders.filter((each) => existsSync(each))) {
    for (const name of readdirSync(folder).sort()) {
      if (name.endsWith('.so')) found[name.slice(0, -3)] ??= join(folder, name)
    }
  }
  return found
}
