/** Processes of this machine that hold a socket open, as far as this user may see them. Linux only (proc(5)). */
import { readdirSync, readlinkSync } from 'node:fs'

/** Process ids, among these or all. */
export function holdersOf(inode: string, among?: readonly string[]): string[] {
  const wanted = `socket:[${inode}]`
  const processes = among ?? namesIn('/proc').filter((name) => /^\d+$/.test(name))
  return processes.filter((id) => namesIn(`/proc/${id}/fd`).some((fd) => targetOf(`/proc/${id}/fd/${fd}`) === wanted))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link)
  } catch {
    return ''
  }
}
