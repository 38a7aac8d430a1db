/** nginx: makes any nginx configuration run in the harness. */

import { folderOf } from '../../harness/config-tree.ts'
import { startEdits } from '../../harness/edits.ts'
import type { Adapter, BuildFacts, ConfigTree, Prepared, Site } from '../../harness/model.ts'
import { replaceBackends } from './backends.ts'
import { mainFile } from './main-file.ts'
import { builtInModules } from './modules.ts'
import { CONFIG_FOLDER, MAIN_FILE, readRefusal } from './refusal.ts'
import { replaceSurroundings } from './sandbox.ts'
import { replaceListens, selectServer } from './servers.ts'
import { layoutOf } from './shape.ts'
import { timersOf } from './timers.ts'
import { loadTree } from './tree.ts'

export const adapter: Adapter = {
  product: 'nginx',
  title: 'nginx',
  executables: ['nginx'],
  packages: ['nginx-light'],
  images: ['nginx:stable', 'nginx:mainline'],
  moduleFolders: ['usr/lib/nginx/modules', 'usr/lib64/nginx/modules', 'etc/nginx/modules'],
  dataFolders: ['etc/nginx', 'opt/homebrew/etc/nginx', 'usr/local/etc/nginx', 'usr/local/nginx/conf'],
  versionArgs: [['-V']],
  readBuild(output) {
    const version = /nginx version: [^/\s]+\/(\d[\w.]*)/.exec(output)?.[1]
    return version === undefined ? undefined : { version, builtIn: builtInModules(output) }
  },
  prepare,
  readRefusal,
  addressInUse: /bind\(\) to \S+ failed \((98|48)\b|still could not bind\(\)/,
  // An old worker says so once the new ones have been started and take the connections.
  reload: { signal: 'SIGHUP', doneWhen: /gracefully shutting down/ },
  stop: 'SIGTERM',
}

/**
 * Takes a whole nginx.conf, servers and upstreams, the inside of a server, or the inside of a location.
 * `path` does not end in `/` where only a location that matches no longer path proxies, e.g. `location = /events`.
 * @throws SseCompatError `bad-config`
 */
function prepare(config: ConfigTree, site: Site, build: BuildFacts): Prepared {
  const folder = `${site.directory}/${CONFIG_FOLDER}`
  const file = Object.keys(config)[0] ?? ''
  const edits = startEdits(config)
  const layout = layoutOf(loadTree({ tree: config, edits, build, folder }))
  const selected = selectServer(layout.http, file)
  replaceSurroundings(layout.top, site, build, edits)
  replaceListens(layout.http, selected, site, edits)
  replaceBackends(layout.http, site.backend, edits)
  const main = mainFile(layout, `${folder}/${file}`, site, build, edits)
  const mainPath = `${CONFIG_FOLDER}/${folderOf(file)}${MAIN_FILE}`
  const files = Object.entries(edits.apply()).map(([path, text]) => [`${CONFIG_FOLDER}/${path}`, text])
  const args = ['-p', site.directory, '-c', `${site.directory}/${mainPath}`, ...earlyLog(build)]
  return {
    files: { ...Object.fromEntries(files), [mainPath]: main },
    folders: [CONFIG_FOLDER, 'run', 'temp', 'cache', 'logs'],
    args,
    env: {},
    checkArgs: [...args, '-t'],
    replaced: edits.replaced,
    path: selected.route.path,
    host: selected.host,
    settings: { timers: timersOf([...selected.route.blocks.map(({ block }) => block ?? []), layout.http]) },
  }
}

/** Before it has read its configuration nginx logs to a file that was compiled in; from 1.19.5 on that can be changed. */
function earlyLog(build: BuildFacts): string[] {
  const [major = 0, minor = 0, patch = 0] = build.version.split('.').map(Number)
  const can = major > 1 || (major === 1 && (minor > 19 || (minor === 19 && patch >= 5)))
  return can ? ['-e', 'stderr'] : []
}
