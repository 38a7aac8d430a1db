/** Temporary folders: one a run, in it one an instance. What killed runs left is swept by the process id in the name. */

import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { chmod, lchown, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { type Certificate, type Prepared, type Site, SseCompatError } from '../model/index.ts'
import { removeClockFiles } from './clock.ts'
import { groupsIn } from './run-processes.ts'
import { removeSharedMemory, sharedMemoryOf } from './shared-memory.ts'

/** User and group id of `nobody` and `nogroup`: on Linux the numbers that own nothing, by convention. */
export const NOBODY = 65534

const PREFIX = 'sse-compat-'

/**
 * Who may do what with the files of an instance, whatever the umask is.
 * - `private`: their owner only: this user, or the one that `giveTo` names. A copy of a configuration that only root may read is
 *   then readable for `nobody` while its proxy runs as that, and for nobody else.
 * - `passable`: the same, but everybody may pass through the folders, without listing them: workers of a root master have a user
 *   that only the proxy knows, and get into their temporary folders so.
 * - `copied`: everybody may read. For what is copied into a container, where it belongs to root; here the folder above is private.
 */
export type Access = 'private' | 'passable' | 'copied'

const FOLDER_MODE: Readonly<Record<Access, number>> = { private: 0o700, passable: 0o711, copied: 0o755 }
const FILE_MODE: Readonly<Record<Access, number>> = { private: 0o600, passable: 0o600, copied: 0o644 }
/** Workers write there as whichever user they have. */
const WRITABLE_MODE: Readonly<Record<Access, number>> = { private: 0o700, passable: 0o1777, copied: 0o1777 }

/**
 * `<tmp>/sse-compat-<pid>-XXXXXX`, for this user alone, and for the group that may pass through it where one is given.
 * Without an await: a signal that ends this process finds no folder that `watch`, the watchdog, has not heard of.
 */
export function makeRunFolder(watch: (folder: string) => void, group?: number): string {
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  watch(folder)
  if (group !== undefined) chownSync(folder, process.getuid?.() ?? 0, group)
  chmodSync(folder, group === undefined ? 0o700 : 0o710)
  return folder
}

/** A folder for one instance. `serial` keeps equal names apart. */
export async function makeInstanceFolder(run: string, name: string, serial: number, access: Access): Promise<string> {
  const folder = join(run, `${serial}-${name.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 60)}`)
  await makeFolder(folder, FOLDER_MODE[access])
  if (access === 'passable') await chmod(run, 0o711)
  return folder
}

/** The umask takes bits from the mode of a new file or folder. */
async function makeFolder(folder: string, mode: number): Promise<void> {
  await mkdir(folder, { mode: 0o700 })
  await chmod(folder, mode)
}

async function writePrivate(file: string, text: string, mode: number): Promise<void> {
  await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  await chmod(file, mode)
}

/**
 * Writes what an adapter prepared.
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

/** Writes a certificate into an instance's folder; what comes back is for `Site.tls`. Undefined for a front in the clear. */
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

/** Makes a user the owner of a folder and of everything in it; group and user ids are the same number. */
export async function giveTo(folder: string, id: number): Promise<void> {
  for (const name of ['.', ...(await readdir(folder, { recursive: true }))]) await lchown(join(folder, name), id, id)
}

/** A worker that just died may still be writing. */
const THOROUGHLY = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }

/** Synchronous, so that it works while the process exits. */
export function removeFolder(folder: string): void {
  try {
    rmSync(folder, THOROUGHLY)
  } catch {}
}

/** While others are measured: on a busy disk removing one folder took the only thread tens of milliseconds. */
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

/** Ends a whole process group; one that is gone already is fine. */
export function killGroup(group: number, signal: NodeJS.Signals): void {
  const shared = signal === 'SIGKILL' ? sharedMemoryOf(group) : []
  try {
    process.kill(-group, signal)
  } catch {}
  removeSharedMemory(shared)
  removeClockFiles(group)
}

/** Removes folders and processes of earlier runs of this tool that were killed. Touches nothing that a living run may own. */
export async function sweepRunFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1])
    if (!pid || lives(pid)) continue
    const folder = join(tmpdir(), name)
    for (const group of groupsIn(folder)) killGroup(group, 'SIGKILL')
    removeFolder(folder)
  }
}
