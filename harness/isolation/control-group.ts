/** A control group that bounds the memory and the processes of a check. Needs root, or a delegated group; without one rlimits remain. */

import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MEMORY, PROCESSES } from './limits.ts'

export interface ControlGroup extends Disposable {
  /** Files that take the id of a process which joins. */
  readonly joins: readonly string[]
}

const TOP = '/sys/fs/cgroup'

/** File of a limit → value, by controller and version: https://docs.kernel.org/admin-guide/cgroup-v2.html and cgroup-v1/ */
const LIMITS = {
  unified: { 'memory.max': MEMORY, 'memory.swap.max': 0, 'pids.max': PROCESSES },
  memory: { 'memory.limit_in_bytes': MEMORY },
  pids: { 'pids.max': PROCESSES },
} as const

/** Undefined where this user may make none. @param name of the group, for people who look */
export function makeControlGroup(name: string, top = TOP): ControlGroup | undefined {
  const made: string[] = []
  const isUnified = existsSync(join(top, 'cgroup.controllers'))
  const wanted = isUnified
    ? [{ parents: [join(top, ownGroup('')), top], limits: LIMITS.unified }]
    : (['memory', 'pids'] as const).map((controller) => {
        const base = join(top, controller)
        return { parents: [join(base, ownGroup(controller)), base], limits: LIMITS[controller] }
      })
  for (const { parents, limits } of wanted) {
    const folder = parents.map((parent) => join(parent, name)).find((each) => tryMake(each, limits))
    if (folder !== undefined) made.push(folder)
  }
  if (made.length < wanted.length) {
    made.forEach(tryRemove)
    return undefined
  }
  return {
    joins: made.map((folder) => join(folder, 'cgroup.procs')),
    [Symbol.dispose]: () => made.forEach(tryRemove),
  }
}

/** The group that this process is in, below the controller's top. */
function ownGroup(controller: string): string {
  try {
    const lines = readFileSync('/proc/self/cgroup', 'utf8').split('\n')
    const line = lines.find((each) => (each.split(':')[1] ?? '').split(',').includes(controller))
    return line?.split(':').slice(2).join(':') ?? '/'
  } catch {
    return '/'
  }
}

function tryMake(folder: string, limits: Readonly<Record<string, number>>): boolean {
  try {
    mkdirSync(folder)
    for (const [file, value] of Object.entries(limits)) {
      // There is none where the kernel counts no swap.
      if (file === 'memory.swap.max' && !existsSync(join(folder, file))) continue
      writeFileSync(join(folder, file), String(value))
    }
    return true
  } catch {
    tryRemove(folder)
    return false
  }
}

function tryRemove(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {}
}
