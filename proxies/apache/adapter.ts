/** Apache httpd: makes any Apache configuration run in the harness. */

import { folderOf } from '../../harness/config-tree.ts'
import { startEdits } from '../../harness/edits.ts'
import type { Adapter, BuildFacts, ConfigTree, Prepared, Site } from '../../harness/model.ts'
import { replaceBackends } from './backends.ts'
import { replaceListens, selectHost } from './hosts.ts'
import { mainFile, ownModules } from './main-file.ts'
import { isBuiltIn, moduleName, modulesToLoad } from './modules.ts'
import { CONFIG_FOLDER, MAIN_FILE, readRefusal } from './refusal.ts'
import { replaceSurroundings, workerUser } from './sandbox.ts'
import { timersOf } from './timers.ts'
import { active, loadTree } from './tree.ts'

export const adapter: Adapter = {
  product: 'apache',
  title: 'Apache httpd',
  executables: ['apache2', 'httpd'],
  packages: ['apache2-bin'],
  images: ['httpd:2.4'],
  moduleFolders: [
    'usr/lib/apache2/modules',
    'usr/local/apache2/modules',
    'usr/lib64/httpd/modules',
    'usr/lib/httpd/modules',
    'usr/libexec/apache2',
    'opt/homebrew/lib/httpd/modules',
  ],
  dataFolders: ['etc', 'usr/local/apache2/conf', 'etc/apache2', 'etc/httpd/conf'],
  versionArgs: [['-v'], ['-l']],
  readBuild(output) {
    const version = /Server version: Apache\/(\d[\w.]*)/.exec(output)?.[1]
    if (version === undefined) return undefined
    return { version, builtIn: [...output.matchAll(/^\s+(\w+)\.c\s*$/gm)].map(([, name = '']) => name) }
  },
  prepare,
  readRefusal,
  addressInUse: /\((98|48)\)Address already in use/,
  reload: { signal: 'SIGUSR1', doneWhen: /resuming normal operations/ },
  stop: 'SIGTERM',
}

/**
 * Takes a whole httpd.conf, virtual hosts, or directives alone.
 * `path` does not end in `/` where only an expression that matches no longer path proxies, e.g. `ProxyPassMatch ^/events$ …`.
 * @throws SseCompatError `bad-config`
 */
function prepare(config: ConfigTree, site: Site, build: BuildFacts): Prepared {
  const folder = `${site.directory}/${CONFIG_FOLDER}`
  const file = Object.keys(config)[0] ?? ''
  const edits = startEdits(config)
  const top = loadTree({ tree: config, edits, folder })
  const own = ownModules(top)
  const isWhole = own.length > 0 && top.some(({ key }) => key === 'serverroot')
  const modules = modulesToLoad(top, own, isWhole, build)
  const present = new Set([...modules, ...own])
  const holding = active(top, (name) => present.has(moduleName(name)) || isBuiltIn(moduleName(name), build))
  const selected = selectHost(holding, file)
  replaceSurroundings(top, site, build, edits)
  const listens = replaceListens(top, selected, site.listen, edits)
  replaceBackends(top, selected.route.target, site.backend, edits)
  const root = `${folder}/${folderOf(file)}`
  const main = mainFile(top, modules, listens, `${folder}/${file}`, root, site, build)
  const mainPath = `${CONFIG_FOLDER}/${folderOf(file)}${MAIN_FILE}`
  const files = Object.entries(edits.apply()).map(([path, text]) => [`${CONFIG_FOLDER}/${path}`, text])
  const args = ['-f', `${site.directory}/${mainPath}`]
  return {
    files: { ...Object.fromEntries(files), [mainPath]: main },
    folders: [CONFIG_FOLDER, 'run', 'cache', 'logs'],
    args: [...args, '-DFOREGROUND'],
    env: debianEnvironment(site, build),
    checkArgs: [...args, '-t'],
    replaced: edits.replaced,
    path: selected.route.path,
    host: selected.host,
    settings: { timers: timersOf(selected) },
  }
}

/** What Debian's start script sets and configurations there use as `${APACHE_LOG_DIR}`. */
function debianEnvironment(site: Site, build: BuildFacts): Readonly<Record<string, string>> {
  return {
    APACHE_CONFDIR: `${site.directory}/${CONFIG_FOLDER}`,
    APACHE_RUN_DIR: `${site.directory}/run`,
    APACHE_LOCK_DIR: `${site.directory}/run`,
    APACHE_PID_FILE: `${site.directory}/run/httpd.pid`,
    APACHE_LOG_DIR: `${site.directory}/logs`,
    APACHE_RUN_USER: workerUser(build),
    APACHE_RUN_GROUP: workerUser(build),
  }
}
