/** nginx: makes any nginx configuration run in the harness. */

import { outputNames } from '../../harness/config/output-names.ts'
import { type ConfigEdits, startConfigEdits, directive as written } from '../../harness/config/parsed-edits.ts'
import type {
  Adapter,
  BuildFacts,
  ConfigTree,
  Prepared,
  PrepareOptions,
  ProxiedRoute,
  Site,
} from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { serversOfHost } from '../_kit/select-server.ts'
import { oncePerServer } from '../_kit/virtual-servers.ts'
import { CONFIG_FOLDER, fileNamesOf } from '../_kit/written-files.ts'
import { openAccess } from './access.ts'
import { dropUnsafe } from './audit/drop.ts'
import { EMPTY_VARIABLE, replaceBackends } from './backends.ts'
import { asOrdinaryClient } from './client-address.ts'
import { dropClientGuards } from './client-guards.ts'
import { type Directive, firstArg } from './config.ts'
import { replaceErrorPages } from './error-page-files.ts'
import { frontOf, replaceFront } from './front.ts'
import { dropTooNew, tooNewFor } from './http2-upstream.ts'
import { language } from './language.ts'
import { directivesIn, layoutOf } from './layout.ts'
import { remarksOnNames, withoutResolver } from './looked-up-names.ts'
import { mainFile } from './main-file.ts'
import { markPlaces, placeId } from './mark-places.ts'
import { builtInModules } from './modules.ts'
import { namesOf } from './named-server.ts'
import { notTestedIn } from './not-http.ts'
import { offeredFronts } from './offered-fronts.ts'
import { absentModules, missingPackages } from './packages.ts'
import { readRefusal } from './refusal.ts'
import { replaceListens } from './replace-listens.ts'
import { makeRoom, tagsOf } from './room-for-streams.ts'
import { remarksOn } from './route-remarks.ts'
import { isStreamLike, nameOfRoute, type Route, routeFor, routesOf } from './routes.ts'
import { replaceSurroundings } from './sandbox.ts'
import { askedAt, isNamed, reachedIn, selectServer } from './select-server.ts'
import { nextPlaces } from './servers-behind.ts'
import { emptyMap, standInsFor } from './stubs.ts'
import { timersOf } from './timers.ts'
import { dropTlsGuards, needTls } from './tls-redirects.ts'
import { loadTree } from './tree.ts'
import { markUntested } from './untested.ts'
import { serversOf, upstreamBehind } from './upstream-behind.ts'
import { isAtLeast } from './version.ts'
import { writeInLine } from './writer.ts'
import { writeTree } from './written.ts'

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
  routes,
  modulePackages: (config, build) => missingPackages([...directivesIn(topOf(config, build))], build),
  remarks(config, build) {
    const missing = new Set<Directive>()
    const edits = startConfigEdits(config, writeInLine)
    const { shape, http } = layoutOf(loadTree({ tree: config, edits, build, folder: '/', missing }))
    const asked = reachedIn(http).map((reached) => askedAt(reached, http))
    const passes = new Set(asked.flatMap((one) => routesOf(one)).map(({ pass }) => pass))
    const isWhole = shape === 'main' && missing.size === 0
    return [...remarksOn(http, asked), ...(isWhole ? [] : remarksOnNames(http, passes))]
  },
  notTested: notTestedIn,
  tagsOf,
  language,
  profileExtension: 'conf',
  readRefusal,
  crashed: /^[\d/]+ [\d:]+ \[alert\] \d+#\d+: worker process \d+ exited (?:on signal \d+|with fatal code)/,
  // A decoded path, or a text of the configuration, can have a line break and so be any line of the log about requests.
  hasProcessLog: true,
  addressInUse: /bind\(\) to \S+ failed \((98|48)\b|still could not bind\(\)/,
  capabilities: {
    fronts: ['h1', 'h1+tls', 'h2+tls'],
    // An old worker says so once the new ones have been started and take the connections.
    reload: { signal: 'SIGHUP', doneWhen: /gracefully shutting down/ },
  },
  stop: 'SIGTERM',
}

/**
 * Takes a whole nginx.conf, servers and upstreams, the inside of a server, or the inside of a location.
 * `path` does not end in `/` where only a location that matches no longer path proxies, e.g. `location = /events`.
 * @throws SseCompatError `bad-config`, `no-route`, `unsafe-config`
 */
function prepare(config: ConfigTree, site: Site, build: BuildFacts, options?: PrepareOptions): Prepared {
  const folder = `${site.directory}/${CONFIG_FOLDER}`
  const file = Object.keys(config)[0] ?? ''
  const edits = startConfigEdits(config, writeInLine)
  const names = outputNames(Object.keys(config))
  const loaded = new Set<string>()
  const missing = new Set<Directive>()
  const replaced = new Set<Directive>()
  const layout = layoutOf(loadTree({ tree: config, edits, build, folder, names, loaded, missing, replaced }))
  const selected = selectServer(layout.http, file, options, site.tls !== undefined)
  const front = frontOf(site, build)
  dropUnsafe(layout.top, site, build, edits, options)
  if (site.tls) replaceFront(layout.http, selected, edits)
  const isWhole = layout.shape === 'main' && missing.size === 0
  replaceSurroundings(layout.top, { site, build, isWhole }, edits)
  replaceErrorPages(layout.http, edits)
  if (options?.withoutLacking) dropTooNew(directivesIn(layout.top), build, edits)
  dropTlsGuards(layout.http, site, edits)
  dropClientGuards(layout.http, edits)
  replaceListens(layout.http, selected, { site, front: front.listen, isWhole }, edits)
  openAccess(layout, { backend: site.backend, isWhole }, options, edits)
  asOrdinaryClient(layout.top, edits)
  makeRoom(layout.top, site, options, edits)
  // In a part of a configuration a `resolver` may be in a file that was not given: see `remarksOnNames`.
  if (isWhole) for (const { pass, name } of withoutResolver(layout.http)) unresolved(pass, name, edits)
  const needsEmpty = replaceBackends(layout.http, site.backend, edits)
  const standIns = isWhole ? undefined : standInsFor(layout.http, site)
  const last = [...(standIns?.directives ?? []), ...(needsEmpty ? [emptyMap(EMPTY_VARIABLE)] : [])]
  const { places, around } = options?.marked ? markPlaces(layout.http, edits) : NOT_MARKED
  const main = mainFile(layout, `${folder}/${names.get(file)}`, site, build, { ...front, last, around }, edits)
  // What nothing includes is nothing to nginx, and was not looked through.
  const { files, mainPath, renamed } = writeTree({ config, loaded, names, main, edits, site, build })
  const inRoute = levelsOf(selected.route, layout.http)
  const levels = [...inRoute, layout.top]
  const args = ['-p', site.directory, '-c', `${site.directory}/${mainPath}`, ...earlyLog(build)]
  return {
    files,
    folders: [CONFIG_FOLDER, 'run', 'temp', 'cache', 'logs'],
    args,
    env: {},
    checkArgs: [...args, '-t'],
    ...fileNamesOf(renamed),
    replaced: [
      ...markUntested(edits.replaced, levels.flat(), missing, absentModules([...directivesIn(layout.top)], build)),
      ...(standIns?.listed ?? []),
    ],
    path: selected.route.path,
    host: selected.host,
    settings: { timers: timersOf(inRoute) },
    ...(options?.marked && { places }),
  }
}

/** Here it would be answered, since its target is an address. */
const unresolved = (pass: Directive, name: string, edits: ConfigEdits): void =>
  edits.replace(pass, written('return', '502'), `nginx cannot look up ${name} without a \`resolver\`, and answers so`)

/** Innermost first. */
const levelsOf = (route: Pick<Route, 'blocks'>, http: readonly Directive[]): readonly (readonly Directive[])[] => [
  ...route.blocks.map(({ block }) => block ?? []),
  http,
]

const NOT_MARKED = { places: [], around: [] }

const topOf = (config: ConfigTree, build: BuildFacts): readonly Directive[] =>
  loadTree({ tree: config, edits: startConfigEdits(config, writeInLine), build, folder: '/' })

const nextOf = (places: ReturnType<typeof nextPlaces>): Pick<ProxiedRoute, 'next'> =>
  places.length === 0
    ? {}
    : { next: places.map(({ server, pass }) => ({ server: whereOf(server), where: whereOf(pass) })) }

const httpOf = (config: ConfigTree, build: BuildFacts): readonly Directive[] => layoutOf(topOf(config, build)).http

function routes(config: ConfigTree, build: BuildFacts, asked?: string, host?: string): readonly ProxiedRoute[] {
  const http = httpOf(config, build)
  const reached = reachedIn(http)
  const all = host === undefined ? reached : serversOfHost(reached, host, isNamed)
  const overTls = new Set(reached.filter(({ isTls }) => isTls).map(({ server }) => server))
  // Who sends cleartext requests away to its own TLS listener is asked there.
  const guarded = needTls(overTls, http)
  const frontsAt = offeredFronts(http, build)
  const found = all
    .filter(({ server, isTls }) => isTls || !guarded.has(server))
    .flatMap((reached) => {
      const { server, index, address, host, isTls } = reached
      const at = askedAt(reached, http)
      const routes = asked === undefined ? routesOf(at) : [routeFor(at, asked) ?? []].flat()
      const tested = routes.filter((route) => tooNewFor(build, levelsOf(route, http)) === undefined)
      return tested.map((route) => ({
        ...nextOf(nextPlaces(route, at)),
        path: route.path,
        name: nameOfRoute(route),
        host,
        server: { index, address },
        serverWhere: server.line === 0 ? '' : whereOf(server),
        serverNames: namesOf(server),
        tls: isTls,
        fronts: frontsAt(reached),
        isStreamLike: isStreamLike(route),
        ...(serversOf(upstreamBehind(route.pass, http)).length > 1 && { isBalanced: true as const }),
        where: whereOf(route.pass),
        place: placeId(server, route.blocks[0], route.pass),
        target: firstArg(route.pass),
      }))
    })
  // What nginx itself asks, before it lets somebody in, is no stream.
  const asks = new Set([...directivesIn(http)].filter(({ name }) => name === 'auth_request').map(firstArg))
  return oncePerServer(found).filter(({ path }) => asked !== undefined || !asks.has(path))
}

/** Before it has read its configuration nginx logs to a file that was compiled in; from 1.19.5 on that can be changed. */
function earlyLog(build: BuildFacts): string[] {
  return isAtLeast(build, '1.19.5') ? ['-e', 'stderr'] : []
}
