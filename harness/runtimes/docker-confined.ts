/** A container that may do nothing but run: read-only but for its instance's folder, without capabilities, with bounded memory and processes. */

import { loadLibrary } from './disposal.ts'

/** Bytes, and processes with threads, of one proxy: the largest known is an Apache with 1,100 threads. */
const MEMORY = 2 * 2 ** 30
const PROCESSES = 2048

/**
 * @param user id of user and group
 * @param mounted folder of this machine, mounted at the same place; the only one that can be written to. Without one, as with an
 * engine elsewhere, the file system of the container stays writable, since files have to be copied in.
 */
export async function confinedContainer(image: string, user: number, mounted: string | undefined) {
  const { GenericContainer } = await loadLibrary(() => import('testcontainers'))
  class Confined extends GenericContainer {
    constructor() {
      super(image)
      // https://docs.docker.com/reference/api/engine/: testcontainers has no methods for these.
      const ReadonlyRootfs = mounted !== undefined
      Object.assign(this.hostConfig, { ReadonlyRootfs, PidsLimit: PROCESSES, Memory: MEMORY, MemorySwap: MEMORY })
    }
  }
  // The log is a pipe that the engine gives to this user, so that it can be opened again as /dev/stderr.
  return new Confined()
    .withUser(`${user}:${user}`)
    .withDroppedCapabilities('ALL')
    .withSecurityOpt('no-new-privileges')
    .withIpcMode('private')
    .withBindMounts(mounted === undefined ? [] : [{ source: mounted, target: mounted, mode: 'rw' }])
}
