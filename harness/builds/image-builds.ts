/** Image → BuildFacts, without a shell in the image: its files are listed by the engine, and its version command runs in a container. */

import type { Adapter, BuildFacts } from '../model/index.ts'
import type { DockerEngine } from '../runtimes/docker-engine.ts'
import { readLogs } from '../runtimes/docker-logs.ts'
import { FAKE_TIME_FILES } from './fake-time.ts'
import { localImage } from './images.ts'
import type { ProbeCache } from './probe-cache.ts'
import { listTar } from './tar-names.ts'

interface Looked {
  readonly executable: string
  readonly report: string
  readonly loadable: Readonly<Record<string, string>>
  readonly dataDirectory: string
  readonly fakeTime?: string
}

/** Undefined when the engine does not have the image, or the image is not this product. */
export async function probeImage(
  engine: DockerEngine,
  adapter: Adapter,
  reference: string,
  describe: { readonly tag: string; readonly origin: string },
  cache: ProbeCache,
): Promise<BuildFacts | undefined> {
  const image = await localImage(engine, reference)
  if (image === undefined) return undefined
  const { product, executables, moduleFolders, dataFolders, versionArgs } = adapter
  const key = JSON.stringify([image.id, product, executables, moduleFolders, dataFolders, versionArgs, FAKE_TIME_FILES])
  const looked = await cache.get<Looked | false>(key, () => look(engine, adapter, image.id, image.path))
  if (looked === false) return undefined
  const read = adapter.readBuild(looked.report)
  if (read === undefined) return undefined
  return {
    id: `${product}-${read.version}-${describe.tag}`,
    product,
    version: read.version,
    source: 'image',
    origin: describe.origin,
    image: reference,
    exec: [looked.executable],
    builtIn: read.builtIn,
    loadable: looked.loadable,
    report: looked.report,
    dataDirectory: looked.dataDirectory,
    ...(looked.fakeTime === undefined ? {} : { fakeTime: looked.fakeTime }),
  }
}

async function look(
  engine: DockerEngine,
  adapter: Adapter,
  image: string,
  path: readonly string[],
): Promise<Looked | false> {
  return withContainer(engine, { Image: image, Entrypoint: ['/none'], Cmd: [] }, async (container) => {
    const archive = (file: string) => `/containers/${container}/archive?path=${encodeURIComponent(file)}`
    const has = async (file: string) => (await engine.status('HEAD', archive(file))) === 200
    const first = async (files: readonly string[]) => {
      for (const file of files) if (await has(file)) return file
      return undefined
    }
    const executable = await first(adapter.executables.flatMap((name) => path.map((folder) => `${folder}/${name}`)))
    if (executable === undefined) return false
    const loadable: Record<string, string> = {}
    for (const folder of adapter.moduleFolders.map(fromTop)) {
      if (!(await has(folder))) continue
      // A trailing `/.` follows a link to the folder.
      for (const name of await listTar(await engine.stream('GET', archive(`${folder}/.`)))) {
        if (/^[^/]+\.so$/.test(name)) loadable[name.slice(0, -3)] ??= `${folder}/${name}`
      }
    }
    const reports: string[] = []
    for (const args of adapter.versionArgs) reports.push(await runOnce(engine, image, executable, args))
    const fakeTime = await first(FAKE_TIME_FILES.map(fromTop))
    return {
      executable,
      report: reports.join('\n'),
      loadable,
      dataDirectory: (await first(adapter.dataFolders.map(fromTop))) ?? '',
      ...(fakeTime === undefined ? {} : { fakeTime }),
    }
  })
}

const fromTop = (folder: string): string => (folder.startsWith('/') ? folder : `/${folder}`)

function runOnce(engine: DockerEngine, image: string, executable: string, args: readonly string[]): Promise<string> {
  const create = { Image: image, Entrypoint: [executable], Cmd: args, HostConfig: { NetworkMode: 'none' } }
  return withContainer(engine, create, async (container) => {
    await engine.json('POST', `/containers/${container}/start`)
    await engine.json('POST', `/containers/${container}/wait`)
    return readLogs(engine, container)
  })
}

async function withContainer<T>(engine: DockerEngine, create: object, use: (id: string) => Promise<T>): Promise<T> {
  const labels = { 'sse-compat.probe': String(process.pid) }
  const { Id } = (await engine.json('POST', '/containers/create', { ...create, Labels: labels })) as { Id: string }
  try {
    return await use(Id)
  } finally {
    await engine.status('DELETE', `/containers/${Id}?force=1&v=1`)
  }
}
