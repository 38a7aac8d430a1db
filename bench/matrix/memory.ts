/** The memory that a run's processes take at most. Linux only. */
import { readFileSync } from 'node:fs'

export interface Peaks {
  /** MB of each process, in the order of their start: the command, then its workers. Pages that several share are counted in parts. */
  readonly main: number
  readonly workers: readonly number[]
}

const INTERVAL = 500

/** Looks at a process and its workers until it is disposed of. */
export function watchMemory(pid: number): Disposable & { peaks(): Peaks } {
  const most = new Map<number, number>()
  const look = (): void => {
    for (const one of [pid, ...workersOf(pid)]) most.set(one, Math.max(most.get(one) ?? 0, megabytesOf(one)))
  }
  look()
  const timer = setInterval(look, INTERVAL)
  return {
    peaks() {
      const { [pid]: main = 0, ...workers } = Object.fromEntries(most)
      return { main, workers: Object.values(workers) }
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

const workersOf = (pid: number): number[] =>
  readOr('', () => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'))
    .split(' ')
    .filter((child) => readOr('', () => readFileSync(`/proc/${child}/cmdline`, 'utf8')).includes('run-worker-main'))
    .map(Number)

/** The kernel's proportional set size. */
function megabytesOf(pid: number): number {
  const text = readOr('', () => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  return Math.round(Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1024)
}

/** A process may have ended. */
function readOr<T>(otherwise: T, look: () => T): T {
  try {
    return look()
  } catch {
    return otherwise
  }
}
