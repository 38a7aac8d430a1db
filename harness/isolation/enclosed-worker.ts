/**
 * A program of ours in namespaces of its own: user, mount, pid, ipc, uts, and a network that has nothing but its own loopback. It sees
 * the system's programs and libraries and what it is given, read-only, and a temporary folder that vanishes with it. It is never root.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { type Bubblewrap, findProgram, memoryFolder, SYSTEM_FOLDERS, visibleArgs } from './bubblewrap.ts'
import { makeControlGroup } from './control-group.ts'
import { PROCESSES, TEMPORARY_FILES } from './resource-limits.ts'
import { systemCallFilter } from './system-calls.ts'

/** User and group id of `nobody` and `nogroup`. */
const NOBODY = '65534'

/** Whom a program of ours runs as, where that is another user than this process's. */
export const WORKER_USER = process.getuid?.() === 0 ? NOBODY : undefined

export interface Worker extends AsyncDisposable {
  readonly process: ChildProcess
  /** Resolves with how it ended. */
  readonly ended: Promise<string>
  /** What it wrote to its standard error, at most the last 4,000 characters. */
  said(): string
  /** Its memory is bounded by a control group; else by rlimits only. */
  readonly hasControlGroup: boolean
}

export interface WorkerOptions {
  readonly bubblewrap: Bubblewrap
  readonly command: readonly string[]
  /** Paths that it sees, read-only; absolute. */
  readonly visible: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** From which bubblewrap reads the filter of system calls. */
const FILTER_FD = 3

/** Where its temporary folder is. */
export const TEMPORARY = '/tmp'

/** Why a program cannot be enclosed by this user here, whatever bubblewrap says; undefined where nothing is known to be missing. */
export function missingTool(): string | undefined {
  const tools = process.getuid?.() === 0 ? ['prlimit', 'setpriv'] : ['prlimit']
  const missing = tools.find((name) => findProgram(name) === undefined)
  return missing === undefined ? undefined : `${missing} of util-linux is not installed`
}

/** Its standard input and output are pipes. */
export function startWorker(options: WorkerOptions): Worker {
  const group = makeControlGroup()
  const [file = '', ...args] = [...joining(group?.joins ?? []), ...commandOf(options)]
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'], env: {}, cwd: '/', detached: true })
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-4000)
  })
  // It may end before it has read everything.
  child.stdin?.on('error', () => {})
  const filter = child.stdio[FILTER_FD] as Writable
  filter.on('error', () => {})
  filter.end(systemCallFilter(options.bubblewrap))
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`))
  })
  return {
    process: child,
    ended,
    said: () => text,
    hasControlGroup: group !== undefined,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      await group?.[Symbol.asyncDispose]()
    },
  }
}

/** A shell that enters the control groups before it becomes the command, so that nothing is left outside of them. */
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
    // First: what is seen may lie in it.
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
  // `nobody` may not pass through every folder of root's: a file system of its own first, in which it may.
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
