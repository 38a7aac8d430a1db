/**
 * Finds the processes of a run by their open files: a proxy writes its output to a file in the run's folder. Recorded process ids
 * may be reused, and nginx overwrites its command line; open files are unambiguous. A browser writes to a pipe, and is found by its
 * profile. Linux only.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Process groups with a process whose standard output or error, even a removed one, or whose browser profile is in the folder. */
export function groupsIn(folder: string): number[] {
  const groups = new Set<number>()
  for (const pid of processIds()) {
    const open = [1, 2].map((fd) => attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`)))
    if (!open.some((path) => path?.startsWith(`${folder}/`)) && !isBrowserOf(folder, pid)) continue
    const group = groupOf(pid)
    if (group !== undefined) groups.add(group)
  }
  return [...groups]
}

const processIds = (): string[] => attempt(() => readdirSync('/proc').filter((name) => /^\d+$/.test(name))) ?? []

/** It may live for a while after the process that started it, and write its profile again. */
const isBrowserOf = (folder: string, pid: string): boolean =>
  attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.includes(`--user-data-dir=${folder}/`) === true

/** Fifth field of proc_pid_stat(5); the second is the name, which may contain spaces and parentheses. */
function groupOf(pid: string): number | undefined {
  const fields = attempt(() =>
    readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' '),
  )
  const group = Number(fields?.[2])
  return group > 1 ? group : undefined
}

/** A process may end between two reads, or belong to another user. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
