/** Time-lapse: what makes a proxy's clock run faster than ours, and what that leaves behind. */

import { rmSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import type { BuildFacts, StartRequest } from '../model/index.ts'

/** The dynamic linker splits LD_PRELOAD at blanks and colons, and replaces `$ORIGIN` and the like in each part (ld.so(8)). */
const NOT_IN_A_PRELOAD = /[\s:;$]/

/**
 * libfaketime's file for LD_PRELOAD. Where its own path would be split it is named from the executable's folder, which the linker
 * puts in after splitting. Undefined where there is none, or where no name of it stays whole.
 */
export function preloadOf({ exec, fakeTime }: Pick<BuildFacts, 'exec' | 'fakeTime'>): string | undefined {
  if (fakeTime === undefined || !NOT_IN_A_PRELOAD.test(fakeTime)) return fakeTime
  const fromExecutable = relative(dirname(exec.at(-1) ?? ''), fakeTime)
  return NOT_IN_A_PRELOAD.test(fromExecutable) ? undefined : `$ORIGIN/${fromExecutable}`
}

/**
 * libfaketime's variables, https://github.com/wolfcw/libfaketime: the clock starts at ours and runs `clock` times as fast, timers
 * on the monotonic clock included. Nothing where the request asks for our own time.
 */
export function clockOf({ clock = 1, build }: StartRequest): Readonly<Record<string, string>> {
  const preload = preloadOf(build)
  if (clock === 1 || preload === undefined) return {}
  // Versions before 0.9.10 do not know the last one; `removeClockFiles` is for those.
  return { LD_PRELOAD: preload, FAKETIME: `+0 x${clock}`, FAKETIME_DISABLE_SHM: '1' }
}

/** Removes the shared memory of a process that was killed, which libfaketime itself removes at an orderly end only. Never throws. */
export function removeClockFiles(pid: number): void {
  for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`]) {
    try {
      rmSync(`/dev/shm/${name}`, { force: true })
    } catch {}
  }
}
