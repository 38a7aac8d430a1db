/** Apache httpd: makes any Apache configuration run in the harness. */

import { folderOf } from '../../harness/config/find-included.ts'
import { startConfigEdits } from '../../harness/config/parsed-edits.ts'
import type {
  Adapter,
  BuildFacts,
  ConfigTree,
  Prepared,
  PrepareOptions,
  ProxiedRoute,
  Remark,
  Replacement,
  Site,
} from '../../harness/model/index.ts'
import { notWithoutIsolation } from '../_kit/audit-refusals.ts'
import { whereOf } from '../_kit/directive.ts'
import { ownWhere } from '../_kit/file-copies.ts'
import { serversOfHost } from '../_kit/select-server.ts'
import { oncePerServer } from '../_kit/virtual-servers.ts'
import { CONFIG_FOLDER, fileNamesOf, MAIN_FILE } from '../_kit/written-files.ts'
import { openAccess } from './access.ts'
import { allRemarks } from './all-remarks.ts'
import { dropUnsafe } from './audit/dropping.ts'
import { auditFinal } from './audit/final.ts'
import { reduceSizes } from './audit/sizes.ts'
import { groupsOf, replaceBackends } from './backends.ts'
import { balanced } from './balancer-members.ts'
import { STREAM } from './client.ts'
import { asOrdinaryClient } from './client-address.ts'
import type { Directive } from './config.ts'
import { EMPTY, replaceFolders } from './empty-folder.ts'
import { debianEnvironment } from './environment.ts'
import { checkFront, frontLines, frontModules, noHttp2, replaceFront } from './front.ts'
import { folderSettings } from './htaccess.ts'
import { inactivePlaces } from './inactive-places.ts'
import { innermostFirst } from './innermost-first.ts'
import { listMayHold, mayHold } from './lacking-sections.ts'
import { language } from './language.ts'
import { replaceListens } from './listen.ts'
import { type Macros, startMacros } from './macros.ts'
import { mainFile, ownModules } from './main-file.ts'
import { markPlaces, placeId, UNMARKED } from './mark-places.ts'
import { isBuiltIn, moduleName, modulesToLoad } from './modules.ts'
import { nextHosts } from './next-host.ts'
import { notTestedIn } from './not-http.ts'
import { offeredFronts } from './offered-fronts.ts'
import { missingPackages } from './packages.ts'
import { checkProtocol, otherProtocol } from './protocols.ts'
import { readRefusal } from './refusal.ts'
import { dropLimits, http2Minimum, isSized, tagsOf } from './room-for-streams.ts'
import { remarksOn } from './route-remarks.ts'
import { routeFor, routesOf } from './routes.ts'
import { replaceSurroundings } from './sandbox.ts'
import { directivesOf } from './scope.ts'
import { askedFor, isNamed, isTls, namesOf, reachedIn, selectHost } from './select-server.ts'
import { askedBy, directivesFor, type Reached } from './server-directives.ts'
import { isMeantForStreams } from './settings-sections.ts'
import { timersOf } from './timers.ts'
import { isSentToTls } from './tls-redirects.ts'
import { active, type Loaded, loadTree, refusedUse, walk } from './tree.ts'
import { markUntested, seesBody, withoutSwitchedOff } from './untested.ts'
import { shown, shownWord, writeAll } from './writer.ts'
import { listVariables, writeTree } from './written-tree.ts'

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
  versionArgs: [['-v'], ['-l'], ['-V']],
  readBuild(output) {
    const version = /Server version: Apache\/(\d[\w.]*)/.exec(output)?.[1]
    if (version === undefined) return undefined
    return { version, builtIn: [...output.matchAll(/^\s+(\w+)\.c\s*$/gm)].map(([, name = '']) => name) }
  },
  prepare,
  routes,
  notTested: notTestedIn,
  folderSettings,
  modulePackages: (config, build) => missingPackages(walk(loadTree({ tree: config })), build),
  remarks,
  tagsOf,
  language,
  profileExtension: 'conf',
  readRefusal,
  crashed: /^\[[^\]]*\] \[core:notice\] \[pid [^\]]*\] AH0005[12]: child pid \d+ exit signal /,
  addressInUse: /\((98|48)\)Address already in use/,
  // Or ciphers and protocols that its OpenSSL lacks.
  refusedAtStart: /Configuration Failed, exiting|AH01898: |AH02231: /,
  capabilities: {
    fronts: ['h1', 'h1+tls', 'h2+tls'],
    reload: { signal: 'SIGUSR1', doneWhen: /resuming normal operations/ },
  },
  stop: 'SIGTERM',
}

const APPLIES_LATE = 'a rule in a section passes on after access control, which must let in other requests for its path'

/**
 * Takes a whole httpd.conf, virtual hosts, or directives alone.
 * `path` does not end in `/` where only an expression that matches no longer path proxies, e.g. `ProxyPassMatch ^/events$ …`.
 * @throws SseCompatError `bad-config`, `no-route`, `unsafe-config`
 */
function prepare(config: ConfigTree, site: Site, build: BuildFacts, options: PrepareOptions = {}): Prepared {
  const folder = `${site.directory}/${CONFIG_FOLDER}`
  const environment = debianEnvironment(site, build)
  const macros = startMacros(config)
  const edits = startConfigEdits(macros.texts, shown, shownWord)
  const loaded: Loaded = { files: new Map(), includes: new Map() }
  const missing = new Set<string>()
  const top = loadTree({ tree: config, edits, folder, environment, loaded, missing, absent: new Set(), macros })
  const own = ownModules(top)
  if (site.tls) checkFront(frontModules(own, build), build)
  const modules = modulesFor(top, own, site, build)
  const withoutHttp2 = site.tls === undefined ? undefined : noHttp2(own, build)
  const held = holding(top, [...modules, ...own], build)
  const selected = selectHost(held, top, Object.keys(config)[0] ?? '', options, site.tls !== undefined, (all) => [
    ...remarksOn(held, all),
    ...inactivePlaces(top, held),
  ])
  checkProtocol(selected.route, top)
  const { ruledPath, directive: passing } = selected.route
  if (ruledPath !== undefined && options.strict) throw notWithoutIsolation(passing.name, whereOf(passing), APPLIES_LATE)
  // Takes whole sections, so that nothing in them may have been edited before.
  openAccess(top, edits)
  asOrdinaryClient(top, edits)
  dropUnsafe(top, { site, build, edits, options, holds: holdersOf(held) })
  const roomy = options.withoutLimits === true && !site.ownSizes
  if (roomy) dropLimits(top, edits)
  if (site.tls) replaceFront(top, selected, site, edits)
  replaceSurroundings(top, site, build, edits)
  replaceFolders(top, site, edits)
  const present = new Set([...modules, ...own])
  // Who lists all modules does not have the others.
  const possible = isWholeList(own) ? [] : mayHold({ top, held, selected, present, build }).filter(seesBody)
  listMayHold(possible, edits)
  const listens = replaceListens(top, selected, site.listen, edits)
  const backends = replaceBackends(top, selected, site.backend, build, edits)
  reduceSizes(top, edits)
  listVariables(top, macros.texts, edits)
  const isLoaded = modules.includes('headers') || isBuiltIn('headers', build)
  const marked = options.marked ? markPlaces({ held, top, edits, folder, isLoaded }) : UNMARKED
  const written = writeTree(config, loaded, edits, folder)
  const main = mainFile({
    sized: isSized(top) && !roomy,
    http2Minimum: http2Minimum(top),
    oneProcess: options.oneProcess === true,
    modules,
    listens,
    file: `${folder}/${written.first}`,
    root: `${folder}/${folderOf(written.first)}`,
    front: frontLines(top, site),
    marking: marked.lines,
    ruledPath,
    site,
    build,
  })
  const files = { [MAIN_FILE]: writeAll(MAIN_FILE, main), ...written.files, ...marked.files }
  const renamed = { ...written.renamed, ...marked.renamed }
  const targets = { backends, groups: groupsOf(top) }
  auditFinal({
    files,
    folder,
    site,
    build,
    targets,
    root: `${folder}/${folderOf(written.first)}`,
    renamed,
    ruledPath,
  })
  const args = ['-f', `${folder}/${MAIN_FILE}`]
  return {
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [`${CONFIG_FOLDER}/${path}`, text])),
    ...fileNamesOf(renamed),
    folders: [CONFIG_FOLDER, 'run', 'cache', 'logs', EMPTY],
    writable: ['cache'],
    args: [...args, '-DFOREGROUND'],
    env: environment,
    checkArgs: [...args, '-t'],
    replaced: markUntested(
      inOwnPlaces(edits.replaced),
      withoutSwitchedOff([...directivesOf(selected), ...possible], innermostFirst(selected)),
      { missing, build, passing: selected.route.directive, top },
    ),
    path: selected.route.path,
    host: selected.host,
    ...(withoutHttp2 === undefined ? {} : { noHttp2: withoutHttp2 }),
    settings: { timers: timersOf(selected, build) },
    ...(options.marked && { places: marked.places }),
  }
}

/** Whether a directive is among those that hold, or is a section with such ones. */
function holdersOf(held: readonly Directive[]): (directive: Directive) => boolean {
  const places = new Set([...walk(held)].map(({ file, start }) => `${start}:${file}`))
  return ({ file, start }) => places.has(`${start}:${file}`)
}

/** Somebody may name the kind of processes alone; nobody gets by without authz_core. A list that lacks these was given in part. */
const isWholeList = (own: readonly string[]): boolean =>
  own.includes('authz_core') || (own.length > 1 && own.some((name) => name.startsWith('mpm_')))

function modulesFor(top: readonly Directive[], own: readonly string[], site: Site, build: BuildFacts) {
  return modulesToLoad(top, own, isWholeList(own), build, site.tls ? frontModules(own, build) : [])
}

/** @throws SseCompatError `bad-config` where a `Use` holds that stands for nothing */
function holding(top: readonly Directive[], modules: readonly string[], build: BuildFacts): readonly Directive[] {
  const present = new Set(modules)
  const held = active(top, (name) => present.has(moduleName(name)) || isBuiltIn(moduleName(name), build), build.version)
  for (const directive of walk(held)) {
    if (directive.refused !== undefined) throw refusedUse(directive, directive.refused)
  }
  return held
}

/** A line of a macro was edited once for each Use. */
function inOwnPlaces(replaced: readonly Replacement[]): readonly Replacement[] {
  const own = replaced.map((one) => ({ ...one, where: ownWhere(one.where) }))
  return [...new Map(own.map((one) => [`${one.where} ${one.was} ${one.is}`, one])).values()]
}

function remarks(config: ConfigTree, build: BuildFacts): readonly Remark[] {
  const { top, held } = readOnly(config, build)
  return allRemarks(top, held)
}

/** What a configuration says, and what of it holds, for what is not run. */
function readOnly(config: ConfigTree, build: BuildFacts) {
  const macros = startMacros(config)
  const site: Site = { listen: NOWHERE, backend: NOWHERE, directory: '/', asRoot: false }
  const top = loadTree({ tree: config, macros, absent: new Set() })
  const own = ownModules(top)
  // Who loads no module gave a piece: the server that it belongs to has what its `<IfModule>` for HTTP/2 asks for.
  const assumed = own.length === 0 ? ['http2'] : []
  return { top, macros, held: holding(top, [...modulesFor(top, own, site, build), ...own, ...assumed], build) }
}

function routes(config: ConfigTree, build: BuildFacts, asked?: string, host?: string): readonly ProxiedRoute[] {
  const { top, macros, held } = readOnly(config, build)
  const reachable = reachedIn(held, top)
  const all = host === undefined ? reachable : askedFor(serversOfHost(reachable, host, isNamed), host)
  // Where a cleartext host sends requests to its TLS listener, they are tested there.
  const overTls = new Set(
    reachable.filter(isTls).flatMap(({ virtual }) => (virtual === undefined ? [] : namesOf(virtual))),
  )
  const found = all.flatMap((reached) =>
    (asked === undefined
      ? routesOf(directivesFor(reached), [], STREAM, askedBy(reached))
      : [routeFor(directivesFor(reached), asked, STREAM, askedBy(reached)) ?? []].flat()
    )
      .filter((route) => otherProtocol(route, top) === undefined)
      .filter(({ path }) => isTls(reached) || !hasTls(reached, overTls) || !isSentToTls(directivesFor(reached), path))
      .map((route) => ({ route, ...route, group: balanced(route.target, top) }))
      .map(({ route, path, name, directive, target, section, group }) => ({
        path,
        name: name + byMacro(directive, macros),
        host: reached.host,
        server: { index: reached.index, address: reached.address },
        serverWhere: reached.virtual ? whereOf(reached.virtual) : '',
        serverNames: reached.virtual ? namesOf(reached.virtual) : [],
        tls: isTls(reached),
        fronts: offeredFronts(reached, noHttp2(ownModules(top), build) === undefined),
        isStreamLike:
          directive.args.some(({ text }) => STREAM_PARAMETER.test(text)) ||
          (section !== undefined && isMeantForStreams(section)),
        ...group,
        where: whereOf(directive),
        place: placeId(reached.virtual, directive),
        target,
        ...nextHosts(route, group.servers ?? [], reached, reachable),
      })),
  )
  return oncePerServer(found)
}

const hasTls = ({ virtual }: Reached, names: ReadonlySet<string>): boolean =>
  virtual !== undefined && namesOf(virtual).some((name) => names.has(name))

/** Lines of one macro are told apart by what uses it. */
function byMacro(directive: Directive, macros: Macros): string {
  const use = macros.uses.get(directive.file)
  return use === undefined ? '' : ` by \`${use.text}\` (${use.where})`
}

/** What people write for event streams: at once to the client, and minutes without an event. */
const STREAM_PARAMETER = /^(flushpackets=(on|auto)|timeout=([3-9]\d\d|\d{4,}))$/i

const NOWHERE = { host: '127.0.0.1', port: 1 }
