/** The main file that the harness starts Apache with: what it needs to run at all, then the user's files. */

import { directive, type NewDirective } from '../../harness/config/parsed-edits.ts'
import type { BuildFacts, Site } from '../../harness/model/index.ts'
import { hostPort } from '../_kit/address.ts'
import type { Directive } from './config.ts'
import { emptyFolder } from './empty-folder.ts'
import { moduleFile, moduleName } from './modules.ts'
import { workerUser } from './sandbox.ts'
import { walk } from './tree.ts'
import { DOLLAR } from './words.ts'

/** Enough for the streams that a test case has open, and for those that one before it left to end. */
const THREADS_PER_STREAM = 2
const MIN_THREADS = 16
const MAX_THREADS = 64

/**
 * Behind the user's files, which may load the module. With prefork a stream takes a process, and no more than 32 of those are made
 * in a second, after 1, 2, 4 … in the seconds before: so those that many streams need are there from the start. For few streams
 * there are fewer: a thread costs more than a millisecond of processor time (measured, 2.4.71: a start with 3 × 64 threads 285 ms,
 * with 32 of them 143 ms). By default at least 75 threads are spare, for which Apache starts three processes.
 */
function sizes(streams = Number.POSITIVE_INFINITY, http2Minimum?: number): readonly NewDirective[] {
  const threads = Math.min(MAX_THREADS, Math.max(MIN_THREADS, THREADS_PER_STREAM * streams))
  const isFew = threads < MAX_THREADS
  const processes = `${threads}`
  const event = [
    directive('ThreadLimit', `${threads}`),
    directive('ThreadsPerChild', `${threads}`),
    ...(isFew ? [directive('ServerLimit', '64'), directive('MinSpareThreads', `${threads / 4}`)] : []),
    ...(http2Minimum === undefined ? [] : [minimum(http2Minimum)]),
  ]
  return [
    {
      name: 'IfModule',
      args: ['mpm_event_module'],
      block: [directive('StartServers', '1'), ...event, directive('MaxRequestWorkers', '1024')],
    },
    {
      name: 'IfModule',
      args: ['mpm_prefork_module'],
      block: [
        directive('StartServers', processes),
        directive('MinSpareServers', processes),
        directive('MaxSpareServers', '128'),
        directive('ServerLimit', '256'),
        directive('MaxRequestWorkers', '256'),
      ],
    },
  ]
}

const minimum = (http2Minimum: number): NewDirective => ({
  name: 'IfModule',
  args: ['http2_module'],
  block: [directive('H2MinWorkers', `${http2Minimum}`)],
})

/** Modules whose `LoadModule` name is not their file's. */
const identifier = (module: string): string => `${module}_module`

/** Behind the user's files. With prefork a process has one stream, and there is nothing to count in it. */
const ONE_PROCESS: readonly NewDirective[] = ['mpm_event_module', 'mpm_worker_module'].map((module) => ({
  name: 'IfModule',
  args: [module],
  block: [directive('ServerLimit', '1'), directive('StartServers', '1')],
}))

export interface Main {
  /** The user's files say how many processes and threads there are. */
  readonly sized: boolean
  /** See `http2Minimum`. */
  readonly http2Minimum: number | undefined
  /** See `PrepareOptions`. */
  readonly oneProcess: boolean
  readonly modules: readonly string[]
  /** One of the user's files has a `Listen`. */
  readonly listens: boolean
  /** Absolute path of the user's first file. */
  readonly file: string
  /** Folder of that file: relative paths start there. */
  readonly root: string
  /** For a front that is TLS. */
  readonly front: readonly NewDirective[]
  /** See `PrepareOptions.marked`. */
  readonly marking: readonly NewDirective[]
  /** See `Route.ruledPath`. */
  readonly ruledPath: string | undefined
  readonly site: Site
  readonly build: BuildFacts
}

export function mainFile(main: Main): readonly NewDirective[] {
  const { sized, http2Minimum, oneProcess, modules, listens, file, root, front, marking, ruledPath, site, build } = main
  const user = workerUser(build)
  return [
    // First of all: what is written refers to it.
    directive('Define', DOLLAR, '$'),
    directive('ServerRoot', root),
    ...modules.map((module) => directive('LoadModule', identifier(module), moduleFile(module, build) ?? '')),
    directive('DefaultRuntimeDir', `${site.directory}/run`),
    directive('PidFile', `${site.directory}/run/httpd.pid`),
    directive('Mutex', `file:${site.directory}/run`, 'default'),
    directive('ErrorLog', '/dev/stderr'),
    directive('ServerName', 'localhost'),
    ...(site.asRoot ? [directive('User', user), directive('Group', user)] : []),
    ...(listens ? [] : [directive('Listen', hostPort(site.listen))]),
    // No folder has rules of its own.
    { name: 'Directory', args: ['/'], block: [directive('AllowOverride', 'None')] },
    { name: 'IfModule', args: ['mime_module'], block: [directive('TypesConfig', '/dev/null')] },
    { name: 'IfModule', args: ['cache_module'], block: [directive('CacheLockPath', `${site.directory}/cache`)] },
    // A virtual host without one of its own has it.
    ...(ruledPath === undefined ? [] : [directive('DocumentRoot', emptyFolder(site))]),
    directive('Include', file),
    // Comes last of all sections that hold for a request, so that no file of this machine is ever served, and no other host asked.
    { name: 'If', args: [isNotProxied(site, ruledPath)], block: [directive('Require', 'all', 'denied')] },
    ...(sized || site.ownSizes ? [] : sizes(site.streams, http2Minimum)),
    ...(oneProcess ? ONE_PROCESS : []),
    ...front,
    ...marking,
  ]
}

/**
 * What a request's file name is where it is passed on. Without a slash between the address and a path Apache puts one behind the other:
 * that must not make another port, user or host of it.
 * @param ruledPath where a rule passes on only later, what the audit has seen: until then a request is for a name in the empty folder. An earlier
 * rule may have made any other file of it.
 */
export function isNotProxied(site: Pick<Site, 'backend' | 'directory'>, ruledPath?: string): string {
  const { host, port } = site.backend
  const [, first, rest = ''] = /^(\d+)(\.\d+\.\d+\.\d+)$/.exec(host) ?? []
  const plain = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  // All spellings of an address: see backends.ts.
  const hosts =
    first === undefined
      ? plain(hostPort({ host, port }))
      : `(?:${first}|0x0*${Number(first).toString(16)})${plain(`${rest}:${port}`)}`
  const inEmpty = `%{REQUEST_FILENAME} =~ m#^${plain(emptyFolder(site))}(?:/(?!\\.\\.(?:/|$))[^/]*)*$#`
  const later = ruledPath === undefined ? '' : ` && !(%{REQUEST_URI} =~ m#^${plain(ruledPath)}(?:/|$)# && ${inEmpty})`
  return `!(%{REQUEST_FILENAME} =~ m#^proxy:(?:balancer://|(?:https?|h2c|ws)://${hosts}(?![0-9])[^/@:]*(?:/|$))#)${later}`
}

/** Bare names of the modules that the user loads himself. */
export const ownModules = (top: readonly Directive[]): string[] =>
  [...walk(top)].filter(({ key }) => key === 'loadmodule').map(({ args }) => moduleName(args[1]?.text ?? ''))
