/**
 * One proxy in namespaces of its own (user, mount, pid, ipc, uts): it sees its program, its libraries and its instance's folder,
 * the last of them writable, and no other process. It shares the network of whoever starts it, which is the check's own loopback.
 */

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { listRoots } from '../debian/debian-root.mjs'
import type { BuildFacts } from '../model/index.ts'
import { type Bubblewrap, findProgram, foldersAbove, memoryFolder, SYSTEM_FOLDERS, visibleArgs } from './bubblewrap.ts'
import { PROXY_LIMITS } from './resource-limits.ts'

export interface PlainCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Shared memory of one proxy, bytes: slots of balancers, caches of TLS sessions. */
const SHARED_MEMORY = 256 * 2 ** 20

/**
 * @param visible see `visibleTo`
 * @param folder the only one that it may write to
 * @param again see `visibleArgs`
 * @param infoFd where bubblewrap writes `{"child-pid": n}`, the proxy's process id as this process sees it
 */
export function enclose(
  bubblewrap: Bubblewrap,
  command: PlainCommand,
  visible: readonly string[],
  folder: string,
  infoFd?: number,
  again = false,
): PlainCommand {
  const { exec, needs, options } = bubblewrap
  const { file, args, cwd, env } = command
  const prlimit = findProgram('prlimit')
  const limits = prlimit === undefined ? [] : [prlimit, ...PROXY_LIMITS, '--']
  const [first = '', ...words] = [
    ...limits,
    ...exec,
    ...['--unshare-all', '--unshare-user', '--share-net', '--die-with-parent', '--as-pid-1', '--cap-drop', 'ALL'],
    ...(options.has('--disable-userns') ? ['--disable-userns'] : []),
    ...(infoFd === undefined ? [] : ['--info-fd', String(infoFd)]),
    ...visibleArgs(visible, [], again),
    ...foldersAbove(folder),
    ...['--bind', folder, folder, '--proc', '/proc', '--dev', '/dev'],
    ...memoryFolder(bubblewrap, '/dev/shm', SHARED_MEMORY),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', cwd, '--clearenv'],
    ...Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : ['--setenv', name, value])),
    '--',
    file,
    ...args,
  ]
  // What bubblewrap itself needs it finds by its own loader: no variable of the proxy's reaches it.
  return { file: first, args: words, cwd: needs.length > 0 ? '/' : cwd, env: {} }
}

/**
 * What a build needs to run: an unpacked package's folder; or of this machine the system's folders, the executable, its libraries and
 * modules, and of its data folder, which may hold configurations and keys, the list of types alone.
 * @param roots the folder of unpacked packages
 */
export function visibleTo(build: BuildFacts, roots: string): readonly string[] {
  const executable = build.exec.at(-1) ?? ''
  const root = listRoots(roots).find(({ folder }) => executable.startsWith(`${folder}/`))
  if (root !== undefined) return [root.folder]
  const files = [...Object.values(build.loadable), ...(build.fakeTime === undefined ? [] : [build.fakeTime])]
  return [
    ...SYSTEM_FOLDERS,
    ...new Set(files.map((file) => dirname(file))),
    ...installedAt(executable),
    ...(build.dataDirectory === '' ? [] : [join(build.dataDirectory, 'mime.types')]),
  ]
}

/** Folders beside an executable's own in which its libraries and modules may be; not its configuration, logs or anything else there. */
const BESIDE = ['lib', 'lib32', 'lib64', 'libexec', 'modules']
/** Those of Homebrew, which links its libraries there. */
const HOMEBREW = ['Cellar', 'opt']

/** Of `/opt/nginx/sbin/nginx` itself and `/opt/nginx/lib`; never the folder above, which may be somebody's home. */
function installedAt(executable: string): readonly string[] {
  const above = dirname(dirname(executable))
  if (above === '/') return [executable]
  const names = existsSync(join(above, 'Cellar')) ? [...BESIDE, ...HOMEBREW] : BESIDE
  return [executable, ...names.map((name) => join(above, name))]
}
