/** On which addresses the processes of a group listen: another port than expected is then named. Linux only (proc(5)). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** TCP_LISTEN in /proc/net/tcp. */
const LISTEN = '0A'

/** `port` numbers in order; empty where nothing listens, or this is not Linux. */
export function listeningPorts(group: number): number[] {
  const sockets = new Set(membersOf(group).flatMap(socketsOf))
  const ports = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    tried(() => readFileSync(file, 'utf8'), '')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTEN && sockets.has(fields[9] ?? ''))
      .map((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)),
  )
  return [...new Set(ports)].sort((a, b) => a - b)
}

/** Process ids. The name of a process, in parentheses, may contain anything. */
const membersOf = (group: number): string[] =>
  tried(() => readdirSync('/proc'), [])
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      const stat = tried(() => readFileSync(`/proc/${id}/stat`, 'utf8'), '')
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === group
    })

const socketsOf = (id: string): string[] =>
  tried(() => readdirSync(`/proc/${id}/fd`), []).flatMap((fd) => {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(tried(() => readlinkSync(`/proc/${id}/fd/${fd}`), '')) ?? []
    return inode === undefined ? [] : [inode]
  })

/** A process may end meanwhile, or belong to another user. */
function tried<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}
