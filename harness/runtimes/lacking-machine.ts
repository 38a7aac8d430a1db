/**
 * Whether the machine is the cause of a proxy's failure or of a broken stream. Only what this process observes decides that. The log of a proxy only
 * says what to look for: a configuration controls text in it (`rewrite_log`, a refused value), and could write any line there.
 */

import { tmpdir } from 'node:os'
import type { Ms, SseCompatError } from '../model/index.ts'
import { freeProcesses, freeSpace, lacks, MIN_SPACE, noSpace } from './machine-limits.ts'

/** The smallest amounts that were seen. */
export interface Lowest {
  /** Free bytes in the temporary folder. */
  readonly space: number
  /** Bytes of memory. */
  readonly memory: number
}

export interface ResourceWatch extends Disposable {
  lowest(): Lowest
}

/** Below this many free bytes, no proxy can write, whether it reports that or not. */
const NO_SPACE = 5e6
const LITTLE_MEMORY = 500e6
/** The processes of a proxy that failed have ended when this is counted: an Apache has some 100 at its start. */
const FEW_PROCESSES = 200

/**
 * A proxy that could not write removes its file, so free space is low for a short time only. None writes `MIN_SPACE` and
 * removes it in less than this.
 */
const INTERVAL: Ms = 50

const seen = (): Lowest => ({ space: freeSpace(tmpdir()), memory: process.availableMemory() })
const lower = (one: Lowest, other: Lowest): Lowest => ({
  space: Math.min(one.space, other.space),
  memory: Math.min(one.memory, other.memory),
})

/** @returns starts a watch; all of them share one timer */
export function createWatch(see: () => Lowest): () => ResourceWatch {
  const watches = new Set<(now: Lowest) => void>()
  let timer: NodeJS.Timeout | undefined
  const sample = (): void => {
    const now = see()
    for (const add of watches) add(now)
  }
  return () => {
    let lowest = see()
    const add = (now: Lowest): void => {
      lowest = lower(lowest, now)
    }
    watches.add(add)
    timer ??= setInterval(sample, INTERVAL).unref()
    return {
      lowest() {
        add(see())
        return lowest
      },
      [Symbol.dispose]() {
        watches.delete(add)
        if (watches.size > 0) return
        clearInterval(timer)
        timer = undefined
      },
    }
  }
}

/** Observes this machine until it is disposed of. */
export const watchResources: () => ResourceWatch = createWatch(seen)

/** strerror(3) of EAGAIN, ENOMEM, ENOSPC and EDQUOT. */
const NO_PROCESS = 'Resource temporarily unavailable'
const FORKING = /fork|thread|process|clone/i
const NO_MEMORY = 'Cannot allocate memory'
const DISK_FULL = /No space left on device|Disk quota exceeded/

/**
 * Undefined where no observation says so.
 * @param printed by the proxy; '' where its failure is not in question
 * @param left processes that can still be started
 */
export function lackingMachine(
  printed: string,
  { space, memory }: Lowest,
  left: typeof freeProcesses = freeProcesses,
): SseCompatError | undefined {
  if (space < NO_SPACE || (space < MIN_SPACE && DISK_FULL.test(printed))) return noSpace(tmpdir(), space)
  if (printed.split('\n').some((line) => line.includes(NO_PROCESS) && FORKING.test(line))) {
    const [what, free] = left()
    if (free < FEW_PROCESSES)
      return lacks(
        `no further process or thread can be started (${what} leaves ${free} now)`,
        'raise it (ulimit -u 4096; in a container --pids-limit 4096), or end other programs',
      )
  }
  return memory < LITTLE_MEMORY && printed.includes(NO_MEMORY)
    ? lacks('no memory is left for the proxy', 'end other programs, or give this machine or container more')
    : undefined
}
