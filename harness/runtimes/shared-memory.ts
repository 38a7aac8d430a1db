/** Shared memory that Apache removes only at an orderly exit (mod_slotmem_shm, by the name that APR gives it). Linux only. */

import { readFileSync, rmSync } from 'node:fs'

/** The shared memory of a live process, for `removeSharedMemory` when it has been killed. Never throws. */
export function sharedMemoryOf(pid: number): readonly string[] {
  try {
    const maps = readFileSync(`/proc/${pid}/maps`, 'utf8')
    return [...new Set(maps.match(/\/dev\/shm\/ShM\.[0-9a-f]+H[0-9a-f]+$/gm))]
  } catch {
    return []
  }
}

export function removeSharedMemory(files: readonly string[]): void {
  for (const file of files) {
    try {
      rmSync(file, { force: true })
    } catch {}
  }
}
