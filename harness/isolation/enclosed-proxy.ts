/**
 * Runs one proxy in its own namespaces (user, mount, pid, ipc, uts). It can access its program, its libraries and its instance's
 * folder, which is the only writable one, and no other process. It shares the network of its parent, which is the check's own
 * loopback.
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

/** Maximum shared memory of one proxy, bytes: slots of balancers, caches of TLS sessions. */
const SHARED_MEMORY = 256 * 2 ** 20

/**
 * @param visible see `visibleTo`
 * @param folder the only writable folder
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
  const [first = '', ...words] = [
    ...limits(),
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
  // Bubblewrap finds its own libraries by its own loader: none of the proxy's variables reaches it.
  return { file: first, args: words, cwd: needs.length > 0 ? '/' : cwd, env: {} }
}

/**
 * The limits alone, for a configuration of unknown origin where there are no namespaces. `env` sets the variables behind prlimit: a
 * library that is preloaded into the proxy may need another libc than this machine's.
 */
export function limited(command: PlainCommand): PlainCommand {
  const { file, args, env } = command
  const setter = findProgram('env')
  const [first, ...words] = limits()
  if (first === undefined || setter === undefined) return command
  const pairs = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
  return { ...command, file: first, args: [...words, setter, ...pairs, file, ...args], env: {} }
}

function limits(): readonly string[] {
  const prlimit = findProgram('prlimit')
  return prlimit === undefined ? [] : [prlimit, ...PROXY_LIMITS, '--']
}

/**
 * The paths that a build needs to run: the folder of an unpacked package; or on this machine the system's folders, the
 * executable, its libraries and modules, and only the list of media types from its data folder, which may contain configurations
 * and keys.
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

/**
 * Folders beside an executable's own folder that may contain its libraries and modules. Its configuration, logs and everything
 * else there are not visible.
 */
const BESIDE = ['lib', 'lib32', 'lib64', 'libexec', 'modules']
/** Folders of Homebrew, which links its libraries there. */
const HOMEBREW = ['Cellar', 'opt']

/** For `/opt/nginx/sbin/nginx`: the executable itself and `/opt/nginx/lib`; never the parent folder, which may be a user's home. */
function installedAt(executable: string): readonly string[] {
  const above = dirname(dirname(executable))
  if (above === '/') return [executable]
  const names = existsSync(join(above, 'Cellar')) ? [...BESIDE, ...HOMEBREW] : BESIDE
  return [executable, ...names.map((name) => join(above, name))]
}
