/** A control group that limits the memory and the processes of a check. Needs root, or a delegated group; otherwise only rlimits apply. */

import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from '../debian/debian-root.mjs'
import type { Ms } from '../model/index.ts'
import { MEMORY, PROCESSES } from './resource-limits.ts'

/** Disposing removes it after its last process has ended; if one remains, the next check's sweep removes it. */
export interface ControlGroup extends AsyncDisposable {
  /** Files that accept the id of a process that joins. */
  readonly joins: readonly string[]
}

/** Number of checks whether killed processes have ended. */
const LOOKS = 20
const BETWEEN_LOOKS: Ms = 50

const TOP = '/sys/fs/cgroup'
const PREFIX = 'sse-compat-'

/** File of a limit → value, by controller and version: https://docs.kernel.org/admin-guide/cgroup-v2.html and cgroup-v1/ */
const LIMITS = {
  unified: { 'memory.max': MEMORY, 'memory.swap.max': 0, 'pids.max': PROCESSES },
  memory: { 'memory.limit_in_bytes': MEMORY },
  pids: { 'pids.max': PROCESSES },
} as const

/** Undefined where this user cannot create one. */
export function makeControlGroup(top = TOP): ControlGroup | undefined {
  const name = `${PREFIX}${process.pid}-${randomBytes(3).toString('hex')}`
  const made: string[] = []
  const isUnified = existsSync(join(top, 'cgroup.controllers'))
  const wanted = isUnified
    ? [{ parents: [join(top, ownGroup('')), top], limits: LIMITS.unified }]
    : (['memory', 'pids'] as const).map((controller) => {
        const base = join(top, controller)
        return { parents: [join(base, ownGroup(controller)), base], limits: LIMITS[controller] }
      })
  for (const { parents, limits } of wanted) {
    parents.forEach(sweep)
    const folder = parents.map((parent) => join(parent, name)).find((each) => tryMake(each, limits))
    if (folder !== undefined) made.push(folder)
  }
  if (made.length < wanted.length) {
    for (const folder of made) tryRemove(folder)
    return undefined
  }
  return {
    joins: made.map((folder) => join(folder, 'cgroup.procs')),
    async [Symbol.asyncDispose]() {
      for (const folder of made) {
        for (let look = 0; look < LOOKS && !tryRemove(folder); look += 1) await pause(BETWEEN_LOOKS)
      }
    },
  }
}

/** Removes groups of checks whose process has ended; a group that still has processes is kept. */
function sweep(parent: string): void {
  try {
    for (const name of readdirSync(parent)) {
      const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1])
      if (pid && !isAlive(pid)) tryRemove(join(parent, name))
    }
  } catch {}
}

/** The group of this process, relative to the controller's top. */
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
      // The file does not exist where the kernel does not account swap.
      if (file === 'memory.swap.max' && !existsSync(join(folder, file))) continue
      writeFileSync(join(folder, file), String(value))
    }
    return true
  } catch {
    tryRemove(folder)
    return false
  }
}

/** @returns whether it has been removed */
function tryRemove(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}
