/**
 * A container with minimal rights: read-only except for its instance's folder, without capabilities, with limits of memory and
 * processes.
 */

import { loadLibrary } from './disposal.ts'

/** Limits for one proxy: memory in bytes, and processes including threads. The largest known proxy is an Apache with 1,100 threads. */
const MEMORY = 2 * 2 ** 30
const PROCESSES = 2048

/**
 * @param user id of user and group
 * @param mounted folder of this machine, mounted at the same path; the only writable one. Undefined, as with a remote engine: the
 * container's file system stays writable, because files have to be copied into it
 */
export async function confinedContainer(image: string, user: number, mounted: string | undefined) {
  const { GenericContainer } = await loadLibrary(() => import('testcontainers'))
  class Confined extends GenericContainer {
    constructor() {
      super(image)
      // https://docs.docker.com/reference/api/engine/: testcontainers has no methods for these options.
      const ReadonlyRootfs = mounted !== undefined
      Object.assign(this.hostConfig, { ReadonlyRootfs, PidsLimit: PROCESSES, Memory: MEMORY, MemorySwap: MEMORY })
    }
  }
  // The log is a pipe that the engine gives to this user, so that it can be reopened as /dev/stderr.
  return new Confined()
    .withUser(`${user}:${user}`)
    .withDroppedCapabilities('ALL')
    .withSecurityOpt('no-new-privileges')
    .withIpcMode('private')
    .withBindMounts(mounted === undefined ? [] : [{ source: mounted, target: mounted, mode: 'rw' }])
}
