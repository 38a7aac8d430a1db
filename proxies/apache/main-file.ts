/** The main file that the harness starts Apache with: what it needs to run at all, then the user's files. */

import type { BuildFacts, Site } from '../../harness/model.ts'
import type { Directive } from './config.ts'
import { hostPort } from './hosts.ts'
import { moduleFile, moduleName } from './modules.ts'
import { workerUser } from './sandbox.ts'
import { walk } from './tree.ts'

/** Whoever sets one of these has thought about the others. */
const PROCESSES = /^(threadsperchild|threadlimit|serverlimit|maxrequestworkers|maxclients|startservers)$/

/** Modules whose `LoadModule` name is not their file's. */
const identifier = (module: string): string => `${module}_module`

/** @param root folder of the user's first file: relative paths start there */
export function mainFile(
  top: readonly Directive[],
  modules: readonly string[],
  listens: boolean,
  file: string,
  root: string,
  site: Site,
  build: BuildFacts,
): string {
  const user = workerUser(build)
  const sized = [...walk(top)].some(({ key }) => PROCESSES.test(key))
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
    '<IfModule mime_module>',
    'TypesConfig /dev/null',
    '</IfModule>',
    ...(sized
      ? []
      : [
          '<IfModule mpm_event_module>',
          'StartServers 1',
          'ThreadLimit 64',
          'ThreadsPerChild 64',
          'MaxRequestWorkers 1024',
          '</IfModule>',
        ]),
    `Include "${file}"`,
  ].join('\n')}\n`
}

/** Bare names of the modules that the user loads himself. */
export const ownModules = (top: readonly Directive[]): string[] =>
  [...walk(top)].filter(({ key }) => key === 'loadmodule').map(({ args }) => moduleName(args[1]?.text ?? ''))
