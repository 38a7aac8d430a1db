/** Bubblewrap, which starts a program in new namespaces: where it is installed, and what it needs to run. */

import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { listRoots, rootLoader } from '../debian/debian-root.mjs'

/** https://github.com/containers/bubblewrap */
export interface Bubblewrap {
  /** The command that starts it: its path, or the loader of an unpacked Debian package with its path. */
  readonly exec: readonly string[]
  /** Folders that it needs to be visible, in addition to the system's own. */
  readonly needs: readonly string[]
  /** Options that this version supports, e.g. `--size` (since 0.7), `--disable-userns` (since 0.8). */
  readonly options: ReadonlySet<string>
}

/** Names an executable to use instead of the one on PATH. */
export const BWRAP_VARIABLE = 'SSE_COMPAT_BWRAP'

/** Folders with programs and libraries of this machine, where they exist; no data or configuration. */
export const SYSTEM_FOLDERS: readonly string[] = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64']

/** @param roots the folder of unpacked packages @returns the one on PATH, else the first unpacked one that runs */
export function findBubblewrap(roots: string): Bubblewrap | undefined {
  const named = process.env[BWRAP_VARIABLE] ?? findProgram('bwrap')
  if (named !== undefined) return asked([named], [dirname(named)])
  for (const { folder } of listRoots(roots)) {
    const executable = join(folder, 'usr/bin/bwrap')
    const loader = rootLoader(folder)
    if (!existsSync(executable) || loader.length === 0) continue
    const found = asked([...loader, executable], [folder])
    if (found !== undefined) return found
  }
  return undefined
}

/** Undefined where it does not run. */
function asked(exec: readonly string[], needs: readonly string[]): Bubblewrap | undefined {
  const [file = '', ...args] = exec
  const { stdout, status } = spawnSync(file, [...args, '--help'], { encoding: 'utf8', env: {} })
  if (status !== 0) return undefined
  return { exec, needs, options: new Set(stdout.match(/--[a-z][a-z-]*/g)) }
}

/** A file system in memory, of limited size where this version supports that. */
export const memoryFolder = ({ options }: Bubblewrap, path: string, bytes: number): string[] => [
  ...['--perms', '1777'],
  ...(options.has('--size') ? ['--size', String(bytes)] : []),
  ...['--tmpfs', path],
]

/** The first program with this name on PATH or in the system's folders; undefined where there is none. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin', '/usr/sbin', '/sbin']
  return folders
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file))
}

/**
 * Arguments that make paths of this machine visible, read-only and at the same path, in a file system that contains nothing else.
 * The folders above them can be traversed by all users, whatever their modes are here; links stay links.
 * @param present folders that already exist there
 * @param again for a file system that was itself made by such arguments: the target of a link is then at the link's own path
 */
export function visibleArgs(paths: readonly string[], present: readonly string[] = [], again = false): string[] {
  const args: string[] = []
  const bound: string[] = []
  const made = new Set(['/', ...present])
  const isBound = (path: string): boolean => bound.some((folder) => path === folder || path.startsWith(`${folder}/`))
  for (const path of [...new Set(paths)].sort()) {
    if (isBound(path) || !existsSync(path)) continue
    args.push(...foldersAbove(path, made))
    if (lstatSync(path).isSymbolicLink() && dirname(path) === '/') args.push('--symlink', readlinkSync(path), path)
    else args.push('--ro-bind', again ? path : realpathSync(path), path)
    bound.push(path)
  }
  return args
}

/** Creates the folders above a path, each once. */
export function foldersAbove(path: string, made: Set<string> = new Set(['/'])): string[] {
  const args: string[] = []
  for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
    const folder = path.slice(0, at)
    if (!made.has(folder)) args.push('--perms', '0755', '--dir', folder)
    made.add(folder)
  }
  return args
}
