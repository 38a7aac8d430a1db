/** Kills a process group when this process ends without having stopped it, as after a SIGKILL. */
import { spawn } from 'node:child_process'

/** The guard waits for the end of a pipe that only this process holds. @returns a function that ends the guard */
export function guardGroup(group: number): () => void {
  const guard = spawn('/bin/sh', ['-c', `cat <&3 >/dev/null; kill -KILL -${group}`], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  guard.on('error', () => {})
  const pipe = guard.stdio[3]
  // Neither keeps this process running.
  guard.unref()
  if (pipe !== undefined && pipe !== null && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  return () => {
    try {
      if (guard.pid !== undefined) process.kill(-guard.pid, 'SIGKILL')
    } catch {
      // It has already ended.
    }
  }
}
