/** The main file that the harness starts Apache with: what it needs to run at all, then the user's files. */

import type { BuildFacts, Site } from '../../harness/model.ts'
import type { Directive } from './config.ts'
import { hostPort } from './hosts.ts'
import { moduleFile, moduleName } from './modules.ts'
import { workerUser } from './sandbox.ts'
import { walk } from './tree.ts'

/**
 * Behind the user's files, which may load the module. With prefork a stream takes a process, and no more than 32 of those are made
 * in a second, after 1, 2, 4 … in the seconds before: so those that many cells need are there from the start.
 */
const SIZES = [
  '<IfModule mpm_event_module>',
  'StartServers 1',
  'ThreadLimit 64',
  'ThreadsPerChild 64',
  'MaxRequestWorkers 1024',
  '</IfModule>',
  '<IfModule mpm_prefork_module>',
  'StartServers 64',
  'MinSpareServers 64',
  'MaxSpareServers 128',
  'ServerLimit 256',
  'MaxRequestWorkers 256',
  '</IfModule>',
]

/** Modules whose `LoadModule` name is not their file's. */
const identifier = (module: string): string => `${module}_module`

/**
 * @param sized the user's files say how many processes and threads there are
 * @param root folder of the user's first file: relative paths start there
 * @param front lines for a front that is TLS
 */
export function mainFile(
  sized: boolean,
  modules: readonly string[],
  listens: boolean,
  file: string,
  root: string,
  front: readonly string[],
  site: Site,
  build: BuildFacts,
): string {
  const user = workerUser(build)
  return `${[
    `ServerRoot "${root}"`,
    ...modules.map((module) => `LoadModule ${identifier(module)} "${moduleFile(module, build)}"`),
    `DefaultRuntimeDir "${site.directory}/run"`,
    `PidFile "${site.directory}/run/httpd.pid"`,
    `Mutex "file:${site.directory}/run" default`,
    'ErrorLog /dev/stderr',
    'ServerName localhost',
    ...(site.asRoot ? [`User ${user}`, `Group ${user}`] : []),
    ...(listens ? [] : [`Listen ${hostPort(site.listen)}`]),
    // No folder has rules of its own.
    '<Directory "/">',
    'AllowOverride None',
    '</Directory>',
    '<IfModule mime_module>',
    'TypesConfig /dev/null',
    '</IfModule>',
    '<IfModule cache_module>',
    `CacheLockPath "${site.directory}/cache"`,
    '</IfModule>',
    `Include "${file}"`,
    // Comes last of all sections that hold for a request, so that no file of this machine is ever served.
    '<If "!(%{REQUEST_FILENAME} =~ m#^proxy:#)">',
    'Require all denied',
    '</If>',
    ...(sized || site.ownSizes ? [] : SIZES),
    ...front,
  ].join('\n')}\n`
}

/** Bare names of the modules that the user loads himself. */
export const ownModules = (top: readonly Directive[]): string[] =>
  [...walk(top)].filter(({ key }) => key === 'loadmodule').map(({ args }) => moduleName(args[1]?.text ?? ''))
