/** What processes take, as Linux counts it: proc(5). Read from outside, so that it is the same for Node and for nginx. */
import { readFileSync } from 'node:fs'

/** Linux reports CPU time to programs in hundredths of a second, whatever its own timer: `USER_HZ`. */
const TICKS_PER_SECOND = 100

/** Bytes of memory that are in RAM, the sum over the processes. */
export function residentBytes(pids: readonly number[]): number {
  return sum(pids, (pid) => {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) * 1024
  })
}

/** µs of CPU so far, of all threads, in user and kernel mode, the sum over the processes. */
export function cpuMicroseconds(pids: readonly number[]): number {
  return sum(pids, (pid) => {
    // The name, in brackets, may hold anything; what follows it does not.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1e6
  })
}

function sum(pids: readonly number[], of: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + of(pid), 0)
}
