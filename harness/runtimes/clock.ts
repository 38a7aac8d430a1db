/** Time-lapse: what makes a proxy's clock run faster than ours, and what that leaves behind. */

import { rmSync } from 'node:fs'
import type { StartRequest } from '../model.ts'

/**
 * libfaketime's variables, https://github.com/wolfcw/libfaketime: the clock starts at ours and runs `clock` times as fast, timers
 * on the monotonic clock included. Nothing where the request asks for our own time.
 */
export function clockOf({ clock = 1, build }: StartRequest): Readonly<Record<string, string>> {
  if (clock === 1 || build.fakeTime === undefined) return {}
  // Versions before 0.9.10 do not know the last one; `removeClockFiles` is for those.
  return { LD_PRELOAD: build.fakeTime, FAKETIME: `+0 x${clock}`, FAKETIME_DISABLE_SHM: '1' }
}

/** Removes the shared memory of a process that was killed, which libfaketime itself removes at an orderly end only. Never throws. */
export function removeClockFiles(pid: number): void {
  for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`]) {
    try {
      rmSync(`/dev/shm/${name}`, { force: true })
    } catch {}
  }
}
