/**
 * Runs a program of this project in its own namespaces: user, mount, pid, ipc, uts, and a network with only a loopback interface.
 * It can read the system's programs and libraries and the given paths, and write to a temporary folder that is removed with it.
 * It never runs as root.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { type Bubblewrap, findProgram, memoryFolder, SYSTEM_FOLDERS, visibleArgs } from './bubblewrap.ts'
import { makeControlGroup } from './control-group.ts'
import { withoutInherited } from './inherited-descriptors.ts'
import { PROCESSES, TEMPORARY_FILES } from './resource-limits.ts'
import { systemCallFilter } from './system-calls.ts'

/** User and group id of `nobody` and `nogroup`. */
const NOBODY = '65534'

/** The user that such a program runs as, where that is not this process's user. */
export const WORKER_USER = process.getuid?.() === 0 ? NOBODY : undefined

export interface Worker extends AsyncDisposable {
  readonly process: ChildProcess
  /** Resolves with how it exited. */
  readonly ended: Promise<string>
  /** Ends all of its processes immediately, also while it computes and reads no order. */
  kill(): void
  /** Its output on standard error, at most the last 4,000 characters. */
  said(): string
  /** Its memory is limited by a control group; otherwise only by rlimits. */
  readonly hasControlGroup: boolean
}

export interface WorkerOptions {
  readonly bubblewrap: Bubblewrap
  readonly command: readonly string[]
  /** Absolute paths that it can read. */
  readonly visible: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Descriptor from which bubblewrap reads the filter of system calls. */
const FILTER_FD = 3

/** Path of its temporary folder. */
export const TEMPORARY = '/tmp'

/** Why this user cannot isolate a program on this machine, independent of bubblewrap; undefined where nothing is known to be missing. */
export function missingTool(): string | undefined {
  const tools = process.getuid?.() === 0 ? ['prlimit', 'setpriv'] : ['prlimit']
  const missing = tools.find((name) => findProgram(name) === undefined)
  return missing === undefined ? undefined : `${missing} of util-linux is not installed`
}

/** Its standard input and output are pipes. */
export function startWorker(options: WorkerOptions): Worker {
  const group = makeControlGroup()
  const [file = '', ...args] = [...joining(group?.joins ?? []), ...commandOf(options)]
  const child = spawn(file, args, {
    stdio: withoutInherited('pipe', 'pipe', 'pipe', 'pipe'),
    env: {},
    cwd: '/',
    detached: true,
  })
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-4000)
  })
  // It may exit before it has read everything.
  child.stdin?.on('error', () => {})
  const filter = child.stdio[FILTER_FD] as Writable
  filter.on('error', () => {})
  filter.end(systemCallFilter(options.bubblewrap))
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`))
  })
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  // The whole group: where root starts it, the inner bubblewrap belongs to another user, and outlives the outer one, which has no capability to
  // signal it.
  const kill = () => {
    if (isOver || child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {}
  }
  return {
    process: child,
    ended,
    said: () => text,
    hasControlGroup: group !== undefined,
    kill,
    async [Symbol.asyncDispose]() {
      kill()
      await ended
      await group?.[Symbol.asyncDispose]()
    },
  }
}

/** A shell that joins the control groups before it executes the command, so that no process stays outside of them. */
function joining(files: readonly string[]): string[] {
  if (files.length === 0) return []
  const enter = files.map((_, at) => `echo $$ >"$${at + 1}"`).join(' && ')
  return ['/bin/sh', '-c', `${enter} && shift ${files.length} && exec "$@"`, 'sh', ...files]
}

function commandOf({ bubblewrap, command, visible, env }: WorkerOptions): string[] {
  const { exec, needs } = bubblewrap
  const isRoot = process.getuid?.() === 0
  const paths = [...SYSTEM_FOLDERS, ...needs, ...visible]
  const isolated = [
    ...exec,
    ...[
      '--unshare-all',
      '--unshare-user',
      '--die-with-parent',
      '--new-session',
      '--cap-drop',
      'ALL',
      '--hostname',
      'sse-compat',
    ],
    // Must come first, because visible paths may be inside it.
    ...memoryFolder(bubblewrap, TEMPORARY, TEMPORARY_FILES),
    ...(systemCallFilter(bubblewrap) === undefined ? [] : ['--seccomp', String(FILTER_FD)]),
    ...visibleArgs(paths, [TEMPORARY], isRoot),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', TEMPORARY, '--clearenv'],
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--', findProgram('prlimit') ?? 'prlimit', `--nproc=${PROCESSES}`, '--core=0', '--'],
    ...command,
  ]
  if (!isRoot) return isolated
  // `nobody` may not traverse every folder of root: so a separate file system in which it may is made first.
  return [
    ...exec,
    ...['--die-with-parent', '--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'],
    // Bubblewrap itself builds the next file system in /tmp.
    ...['--perms', '1777', '--tmpfs', '/tmp'],
    ...visibleArgs(paths, [TEMPORARY]),
    ...['--bind', '/proc', '/proc', '--dev', '/dev', '--'],
    findProgram('setpriv') ?? 'setpriv',
    ...[`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--no-new-privs', '--inh-caps=-all', '--'],
    ...isolated,
  ]
}
