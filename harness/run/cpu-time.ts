/** CPU time, to report what a test case costs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Ms } from '../model/index.ts'

/** Unit of the times in /proc: 100 ticks a second on every Linux that Node runs on (`getconf CLK_TCK`). */
const TICK: Ms = 10

/**
 * User and system time of this process, of its children, and of those of their children that have ended; on other systems than
 * Linux only of this process. Containers are children of their engine and are not included.
 */
export function cpuTime(): Ms {
  try {
    return timeOf('self') + children().reduce((sum, pid) => sum + (existsSync(`/proc/${pid}`) ? timeOf(pid) : 0), 0)
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}

/** Includes the time of children that have ended and been waited for. */
function timeOf(pid: string): Ms {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // After the name in brackets, which may hold anything: utime, stime, cutime and cstime are fields 14 to 17 (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * TICK, 0)
}

/** Empty where the kernel does not list them (CONFIG_PROC_CHILDREN). */
function children(): string[] {
  const threads = readdirSync('/proc/self/task')
  return threads.flatMap((thread) => {
    const file = `/proc/self/task/${thread}/children`
    return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean) : []
  })
}

/** User and system time of this thread only; 0 where Node cannot report it (before 23.9). */
export function threadTime(): Ms {
  const tell: typeof process.threadCpuUsage | undefined = process.threadCpuUsage
  if (tell === undefined) return 0
  const { user, system } = tell.call(process)
  return (user + system) / 1000
}
