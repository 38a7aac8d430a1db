/** Time-lapse: settings that make a proxy's clock run faster than real time, and removal of the files that this leaves behind. */

import { rmSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import type { BuildFacts, StartRequest } from '../model/index.ts'

/** The dynamic linker splits LD_PRELOAD at spaces and colons, and expands `$ORIGIN` and similar in each part (ld.so(8)). */
const NOT_IN_A_PRELOAD = /[\s:;$]/

/**
 * Path of libfaketime for LD_PRELOAD. Where its absolute path would be split, it is given relative to the executable's folder,
 * which the linker inserts after splitting. Undefined where there is no libfaketime, or no form of the path stays whole.
 */
export function preloadOf({ exec, fakeTime }: Pick<BuildFacts, 'exec' | 'fakeTime'>): string | undefined {
  if (fakeTime === undefined || !NOT_IN_A_PRELOAD.test(fakeTime)) return fakeTime
  const fromExecutable = relative(dirname(exec.at(-1) ?? ''), fakeTime)
  return NOT_IN_A_PRELOAD.test(fromExecutable) ? undefined : `$ORIGIN/${fromExecutable}`
}

/**
 * libfaketime's variables, https://github.com/wolfcw/libfaketime: the clock starts at real time and runs `clock` times as fast,
 * including timers on the monotonic clock. Empty where the request needs real time.
 */
export function clockOf({ clock = 1, build }: StartRequest): Readonly<Record<string, string>> {
  const preload = preloadOf(build)
  if (clock === 1 || preload === undefined) return {}
  // Versions before 0.9.10 do not support the last variable; `removeClockFiles` handles them.
  return { LD_PRELOAD: preload, FAKETIME: `+0 x${clock}`, FAKETIME_DISABLE_SHM: '1' }
}

/** Removes the shared memory of a killed process, which libfaketime removes itself only at an orderly exit. Never throws. */
export function removeClockFiles(pid: number): void {
  for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`]) {
    try {
      rmSync(`/dev/shm/${name}`, { force: true })
    } catch {}
  }
}
