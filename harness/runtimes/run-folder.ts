/** Temporary folders: one a run, in it one an instance. What killed runs left is swept by the process id in the name. */

import { rmSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { type Certificate, type Prepared, type Site, SseCompatError } from '../model.ts'
import { removeClockFiles } from './clock.ts'
import { groupsIn } from './run-processes.ts'
import { removeSharedMemory, sharedMemoryOf } from './shared-memory.ts'

/** User and group id of `nobody` and `nogroup`: on Linux the numbers that own nothing, by convention. */
export const NOBODY = 65534

const PREFIX = 'sse-compat-'

/** `<tmp>/sse-compat-<pid>-XXXXXX`. Others may pass through it when a root master drops to another user, but not list it. */
export async function makeRunFolder(othersPass: boolean): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
  if (othersPass) await chmod(folder, 0o711)
  return folder
}

/** A folder for one instance. `serial` keeps equal names apart. */
export async function makeInstanceFolder(
  run: string,
  name: string,
  serial: number,
  othersPass: boolean,
): Promise<string> {
  const folder = join(run, `${serial}-${name.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 60)}`)
  await mkdir(folder)
  if (othersPass) await chmod(folder, 0o755)
  return folder
}

/**
 * Writes what an adapter prepared.
 * @throws SseCompatError `bad-config` for a path that leaves the folder
 */
export async function writePrepared(folder: string, prepared: Prepared, othersPass: boolean): Promise<void> {
  const inside = (path: string) => {
    const whole = resolve(folder, path)
    if (whole !== folder && !whole.startsWith(folder + sep)) {
      throw new SseCompatError('bad-config', `the file ${path} would be outside of the proxy's own folder`)
    }
    return whole
  }
  for (const path of prepared.folders) {
    await mkdir(inside(path), { recursive: true })
    // The umask may have been strict; workers of a root master have to get in.
    if (othersPass) await chmod(inside(path), prepared.writable?.includes(path) ? 0o1777 : 0o755)
  }
  for (const [path, text] of Object.entries(prepared.files)) {
    await mkdir(dirname(inside(path)), { recursive: true })
    await writeFile(inside(path), text)
  }
}

/** Writes a certificate into an instance's folder; what comes back is for `Site.tls`. Undefined for a front in the clear. */
export async function writeCertificate(
  folder: string,
  tls: Certificate | undefined,
  othersPass: boolean,
): Promise<Pick<Site, 'tls'>> {
  if (tls === undefined) return {}
  const files = { certificate: join(folder, 'tls', 'server.pem'), key: join(folder, 'tls', 'server.key') }
  await mkdir(join(folder, 'tls'))
  // The umask may have been strict, and a proxy's image may name a user of its own. The key is good for this run alone.
  if (othersPass) await chmod(join(folder, 'tls'), 0o755)
  for (const [name, file] of Object.entries(files)) {
    await writeFile(file, tls[name as keyof typeof files])
    await chmod(file, othersPass ? 0o644 : 0o600)
  }
  return { tls: files }
}

/** Makes a user the owner of a folder and of everything in it; group and user ids are the same number. */
export async function giveTo(folder: string, id: number): Promise<void> {
  for (const name of ['.', ...(await readdir(folder, { recursive: true }))]) await chown(join(folder, name), id, id)
}

/** Synchronous, so that it works while the process exits; a worker that just died may still be writing. */
export function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
  } catch {}
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
