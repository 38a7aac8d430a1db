/**
 * A container with minimal rights: read-only except for some folders in memory, without capabilities and names of other hosts, with
 * limits of memory, processes and output.
 */

import type { Prepared } from '../model/index.ts'
import { loadLibrary } from './disposal.ts'

/** Limits for one proxy: memory in bytes, and processes including threads. The largest known proxy is an Apache with 1,100 threads. */
const MEMORY = 2 * 2 ** 30
const PROCESSES = 2048
/** Each folder that the proxy may write to; its bytes count as memory of the container. nginx: `proxy_max_temp_file_size` is 1g. */
const FOLDER = 'rw,noexec,nosuid,nodev,size=512m,nr_inodes=65536,mode=0700'
/** The engine writes what a container prints to this machine's disk. Half of it is kept when it becomes full. */
const OUTPUT = { Type: 'json-file', Config: { 'max-size': '32m', 'max-file': '2' } }
/**
 * The engine's own name server forwards questions to that of the machine, even from an internal network, and so to any other host;
 * a server that is named here is reached from the container only, where nothing listens: CVE-2024-29018.
 */
const NO_NAMES = { Dns: ['127.0.0.1'], DnsSearch: ['.'] }

/** A folder of this machine that is mounted at the same path. */
export interface Mounted {
  readonly folder: string
  /** Absolute paths in it, of empty folders: the proxy writes there, to memory. */
  readonly writable: readonly string[]
}

/** The folders of a configuration without files of it. */
export function emptyFolders({ folders, files }: Pick<Prepared, 'folders' | 'files'>): string[] {
  const paths = Object.keys(files)
  return folders.filter((folder) => !paths.some((path) => path.startsWith(`${folder}/`)))
}

/**
 * @param user id of user and group
 * @param mounted undefined, as with a remote engine: the container's file system stays writable, because files have to be copied
 * into it
 */
export async function confinedContainer(image: string, user: number, mounted: Mounted | undefined) {
  const { GenericContainer } = await loadLibrary(() => import('testcontainers'))
  class Confined extends GenericContainer {
    constructor() {
      super(image)
      // https://docs.docker.com/reference/api/engine/: testcontainers has no methods for these options.
      const ReadonlyRootfs = mounted !== undefined
      const limits = { PidsLimit: PROCESSES, Memory: MEMORY, MemorySwap: MEMORY, LogConfig: OUTPUT }
      Object.assign(this.hostConfig, { ReadonlyRootfs, ...limits, ...NO_NAMES })
    }
  }
  const folders = mounted?.writable.map((path) => [path, `${FOLDER},uid=${user},gid=${user}`])
  // The log is a pipe that the engine gives to this user, so that it can be reopened as /dev/stderr.
  return new Confined()
    .withUser(`${user}:${user}`)
    .withDroppedCapabilities('ALL')
    .withSecurityOpt('no-new-privileges')
    .withIpcMode('private')
    .withTmpFs(Object.fromEntries(folders ?? []))
    .withUlimits({ core: { hard: 0, soft: 0 } })
    .withBindMounts(mounted === undefined ? [] : [{ source: mounted.folder, target: mounted.folder, mode: 'ro' }])
}
