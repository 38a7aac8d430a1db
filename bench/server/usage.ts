/**
 * Resources that processes use, from Linux's accounting: proc(5). Read from outside of the process, so that it is the same for
 * Node and for nginx.
 */
import { readFileSync } from 'node:fs'

/** Linux reports CPU time to programs in hundredths of a second, whatever the kernel's own timer: `USER_HZ`. */
const TICKS_PER_SECOND = 100

/** Resident memory in bytes, summed over the processes. */
export function residentBytes(pids: readonly number[]): number {
  return sum(pids, (pid) => {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) * 1024
  })
}

/** µs of CPU time so far, of all threads, in user and kernel mode, summed over the processes. */
export function cpuMicroseconds(pids: readonly number[]): number {
  return sum(pids, (pid) => {
    // The name, in parentheses, may contain any character; the fields after it may not.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1e6
  })
}

function sum(pids: readonly number[], of: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + of(pid), 0)
}
