/** Processor time, to say what a cell costs. */
import { readFileSync } from 'node:fs'
import type { Ms } from './model.ts'

/** Of /proc: 100 ticks a second on every Linux that Node runs on (`getconf CLK_TCK`). */
const TICK: Ms = 10

/**
 * User and system time of this process and of those of its children that have ended; elsewhere than on Linux of this process
 * alone. Containers are children of their engine, and not counted.
 */
export function cpuTime(): Ms {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    // After the name in brackets, which may hold anything: utime, stime, cutime and cstime are fields 14 to 17 (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * TICK, 0)
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}

/** User and system time of this thread alone; 0 where Node cannot tell (before 23.9). */
export function threadTime(): Ms {
  const tell: typeof process.threadCpuUsage | undefined = process.threadCpuUsage
  if (tell === undefined) return 0
  const { user, system } = tell.call(process)
  return (user + system) / 1000
}
