import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'

/** The facts about the machine that a reader needs. */
export interface Machine {
  readonly cores: number
  readonly cpu: string
  readonly memory: string
  readonly system: string
  readonly node: string
}

/** Maximum number of open files, including sockets, for a process: Node raises its limit to the allowed maximum. */
export function openFileLimit(): number {
  const [, limit] = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  return Number(limit ?? Number.POSITIVE_INFINITY)
}

export function machine(): Machine {
  const all = cpus()
  return {
    cores: all.length,
    cpu: all[0]?.model ?? 'unknown',
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
    node: process.version,
  }
}
