/**
 * Temporary folders: one for each run, and in it one for each instance. Folders of killed runs are removed by the process id in
 * their name.
 */

import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { chmod, lchown, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { type Certificate, type Prepared, type Site, SseCompatError } from '../model/index.ts'
import { removeClockFiles } from './clock.ts'
import { groupsIn } from './run-processes.ts'
import { removeSharedMemory, sharedMemoryOf } from './shared-memory.ts'

/** User and group id of `nobody` and `nogroup`: on Linux the ids that own nothing, by convention. */
export const NOBODY = 65534

const PREFIX = 'sse-compat-'

/**
 * Access to the files of an instance, independent of the umask.
 * - `private`: only their owner, which is this user or the one that `giveTo` names. So the copy of a configuration that only root
 *   may read is readable for `nobody` while its proxy runs as that user, and for no other user.
 * - `passable`: the same, but all users may traverse the folders, without listing them: the workers of a root master have a user
 *   that only the proxy knows, and reach their temporary folders this way.
 * - `copied`: all users may read. For files that are copied into a container, where they belong to root; on this machine the
 *   folder above them is private.
 */
export type Access = 'private' | 'passable' | 'copied'

const FOLDER_MODE: Readonly<Record<Access, number>> = { private: 0o700, passable: 0o711, copied: 0o755 }
const FILE_MODE: Readonly<Record<Access, number>> = { private: 0o600, passable: 0o600, copied: 0o644 }
/** Workers write there, as whatever user they run. */
const WRITABLE_MODE: Readonly<Record<Access, number>> = { private: 0o700, passable: 0o1777, copied: 0o1777 }

/**
 * Creates `<tmp>/sse-compat-<pid>-XXXXXX`, for this user only, and for a group that may traverse it where one is given.
 * Synchronous, so that a signal cannot end this process between the creation of a folder and its registration with the watchdog
 * by `watch`.
 */
export function makeRunFolder(watch: (folder: string) => void, group?: number): string {
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  watch(folder)
  if (group !== undefined) chownSync(folder, process.getuid?.() ?? 0, group)
  chmodSync(folder, group === undefined ? 0o700 : 0o710)
  return folder
}

/** Creates a folder for one instance. `serial` distinguishes equal names. */
export async function makeInstanceFolder(run: string, name: string, serial: number, access: Access): Promise<string> {
  const folder = join(run, `${serial}-${name.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 60)}`)
  await makeFolder(folder, FOLDER_MODE[access])
  if (access === 'passable') await chmod(run, 0o711)
  return folder
}

/** Sets the mode explicitly, because the umask removes bits from the mode of a new file or folder. */
async function makeFolder(folder: string, mode: number): Promise<void> {
  await mkdir(folder, { mode: 0o700 })
  await chmod(folder, mode)
}

async function writePrivate(file: string, text: string, mode: number): Promise<void> {
  await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  await chmod(file, mode)
}

/**
 * Writes the prepared files of an adapter.
 * @throws SseCompatError `bad-config` for a path that leaves the folder
 */
export async function writePrepared(folder: string, prepared: Prepared, access: Access): Promise<void> {
  const made = new Set([folder])
  const ensure = async (path: string): Promise<void> => {
    if (made.has(path)) return
    made.add(path)
    await ensure(dirname(path))
    await makeFolder(path, FOLDER_MODE[access])
  }
  const inside = (path: string) => {
    const whole = resolve(folder, path)
    if (whole !== folder && !whole.startsWith(folder + sep)) {
      throw new SseCompatError('bad-config', `the file ${path} would be outside of the proxy's own folder`)
    }
    return whole
  }
  for (const path of prepared.folders) {
    await ensure(inside(path))
    if (prepared.writable?.includes(path)) await chmod(inside(path), WRITABLE_MODE[access])
  }
  for (const [path, text] of Object.entries(prepared.files)) {
    await ensure(dirname(inside(path)))
    await writePrivate(inside(path), text, FILE_MODE[access])
  }
}

/** Writes a certificate into an instance's folder, and returns the paths for `Site.tls`. Undefined for a cleartext front. */
export async function writeCertificate(
  folder: string,
  tls: Certificate | undefined,
  access: Access,
): Promise<Pick<Site, 'tls'>> {
  if (tls === undefined) return {}
  const files = { certificate: join(folder, 'tls', 'server.pem'), key: join(folder, 'tls', 'server.key') }
  await makeFolder(join(folder, 'tls'), FOLDER_MODE[access])
  for (const [name, file] of Object.entries(files)) {
    await writePrivate(file, tls[name as keyof typeof files], FILE_MODE[access])
  }
  return { tls: files }
}

/** Makes a user the owner of a folder and everything in it; the group id is the same number. */
export async function giveTo(folder: string, id: number): Promise<void> {
  for (const name of ['.', ...(await readdir(folder, { recursive: true }))]) await lchown(join(folder, name), id, id)
}

/** A worker that just died may still be writing. */
const THOROUGHLY = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }

/** Synchronous, so that it also works while the process exits. */
export function removeFolder(folder: string): void {
  try {
    rmSync(folder, THOROUGHLY)
  } catch {}
}

/**
 * For use while other test cases are measured: on a busy disk, removing a folder synchronously blocked the only thread for tens
 * of milliseconds.
 */
export async function clearFolder(folder: string): Promise<void> {
  await rm(folder, THOROUGHLY).catch(() => {})
}

export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Kills a whole process group; one that has already ended is ignored. */
export function killGroup(group: number, signal: NodeJS.Signals): void {
  const shared = signal === 'SIGKILL' ? sharedMemoryOf(group) : []
  try {
    process.kill(-group, signal)
  } catch {}
  removeSharedMemory(shared)
  removeClockFiles(group)
}

/** Removes folders and processes of earlier runs that were killed. Does not touch anything that a live run may own. */
export async function sweepRunFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1])
    if (!pid || lives(pid)) continue
    const folder = join(tmpdir(), name)
    for (const group of groupsIn(folder)) killGroup(group, 'SIGKILL')
    removeFolder(folder)
  }
}
