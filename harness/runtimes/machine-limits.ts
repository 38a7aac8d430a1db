/** Checks that this machine has the resources that proxies need. This runs before anything is judged: a proxy without them looks broken. */

import { mkdtempSync, readdirSync, readFileSync, rmdirSync, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { SseCompatError } from '../model/index.ts'
import { NOBODY } from './run-folder.ts'

/** Resources used at the same time. The values are measured; the peaks are in the callers' comments. */
export interface Need {
  /** Open files of this process. */
  readonly files: number
  /** Processes and threads in addition to those that already run. */
  readonly processes: number
}

/**
 * Minimum free bytes in the temporary folder at the start. A run of the whole matrix needs less than 1 MB there, a proxy that
 * buffers needs much more.
 */
export const MIN_SPACE = 100e6

/** @throws SseCompatError `machine`, `bad-tmpdir`: one line with what is missing, how much is needed, and what to do */
export function requireMachine(need: Need): void {
  requireFiles(need.files)
  requireProcesses(need.processes)
  requireTemporaryFolder()
}

export const lacks = (message: string, advice: string): SseCompatError =>
  new SseCompatError('machine', message, { advice })

/** Node raises the soft limit to the hard one when it starts. */
function requireFiles(needed: number): void {
  const limit = limitOf('Max open files')
  if (limit >= needed) return
  throw lacks(
    `too few open files are allowed: ${needed} are needed, and the hard limit is ${limit}`,
    `raise it in this shell (ulimit -n ${needed}), or where it is set: limits.conf, LimitNOFILE, docker run --ulimit`,
  )
}

function requireProcesses(needed: number): void {
  const [what, free] = freeProcesses()
  if (free >= needed) return
  throw lacks(
    `too few processes and threads are allowed: ${needed} are needed, and ${what} leaves ${Math.max(0, free)}`,
    'raise it (ulimit -u 4096; in a container --pids-limit 4096), or end other programs',
  )
}

/** The lowest limit on processes, and how many more it allows. */
export function freeProcesses(): readonly [what: string, free: number] {
  // Root itself has no such limit, but the proxies that it starts run as nobody.
  const uid = process.getuid?.() === 0 ? NOBODY : process.getuid?.()
  const limit = limitOf('Max processes')
  const ofUser = uid === undefined || limit === Infinity ? Infinity : limit - threadsOf(uid)
  const all = [[`the limit of ${limit} for the user ${uid}`, ofUser] as const, ...groupsOfProcesses()]
  return all.reduce((least, one) => (one[1] < least[1] ? one : least))
}

/** The control groups of this process, from its own to the topmost. */
function groupsOfProcesses(): (readonly [what: string, free: number])[] {
  const lines = read('/proc/self/cgroup').split('\n')
  return lines.flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    if (controllers !== '' && !controllers.split(',').includes('pids')) return []
    const parts = path.split('/').filter(Boolean)
    return parts.concat('').flatMap((_, above) => {
      const folder = join('/sys/fs/cgroup', controllers, ...parts.slice(0, parts.length - above))
      const most = Number.parseInt(read(`${folder}/pids.max`), 10)
      const now = Number.parseInt(read(`${folder}/pids.current`), 10)
      const isLimited = Number.isFinite(most) && Number.isFinite(now)
      return isLimited ? [[`the limit of ${most} for this container or control group`, most - now] as const] : []
    })
  })
}

/** A limit of this process; Infinity where there is none, or it cannot be read. */
function limitOf(name: string): number {
  const line = read('/proc/self/limits')
    .split('\n')
    .find((one) => one.startsWith(`${name} `))
  const soft = Number.parseInt(line?.slice(name.length).trim() ?? '', 10)
  return Number.isFinite(soft) ? soft : Infinity
}

/** Number of a user's threads, which the kernel counts as processes. */
function threadsOf(uid: number): number {
  const statuses = processIds().map((pid) => read(`/proc/${pid}/status`))
  return statuses
    .filter((status) => Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]) === uid)
    .reduce((sum, status) => sum + Number(/^Threads:\s+(\d+)/m.exec(status)?.[1] ?? 0), 0)
}

const processIds = (): string[] => {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** '' where the file does not exist or cannot be read. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function requireTemporaryFolder(): void {
  const folder = tmpdir()
  const bad = (why: string): SseCompatError =>
    new SseCompatError('bad-tmpdir', `the temporary folder ${why}`, {
      where: folder,
      advice: 'set TMPDIR to a folder by its absolute path that this user may write to, or unset it (then it is /tmp)',
    })
  if (!isAbsolute(folder)) throw bad('is named by a relative path')
  try {
    if (!statSync(folder).isDirectory()) throw bad('is no folder')
    rmdirSync(mkdtempSync(join(folder, 'sse-compat-')))
  } catch (error) {
    if (error instanceof SseCompatError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw bad('is not there')
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw bad(`cannot be written to (${code})`)
    throw noSpace(folder)
  }
  if (freeSpace(folder) < MIN_SPACE) throw noSpace(folder)
}

export const noSpace = (folder: string, bytes = freeSpace(folder)): SseCompatError =>
  new SseCompatError(
    'machine',
    `too little space: ${MIN_SPACE / 1e6} MB are needed, and ${megabytes(bytes)} are free`,
    {
      where: folder,
      advice: 'make room, or set TMPDIR to a folder on another disk',
    },
  )

const megabytes = (bytes: number): string => `${Math.floor(bytes / 1e6)} MB`

/** Bytes that this user can still write; 0 where not even one more file can be created. */
export function freeSpace(folder: string): number {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(folder)
    return files > 0 && ffree === 0 ? 0 : bavail * bsize
  } catch {
    return Infinity
  }
}
