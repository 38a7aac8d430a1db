/**
 * Remarks about the places that proxy, besides the tests: which ones no request reaches, and why; which ones depend on the
 * client; which ones behave unexpectedly.
 */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import { connectionFields } from './connection-fields.ts'
import { contentTypeTwice } from './content-type-twice.ts'
import { crossOrigin } from './cross-origin.ts'
import { differingValues } from './differing-values.ts'
import { followRequest, nameOf } from './follow-request.ts'
import { idleLocations } from './idle-location.ts'
import { conditionOf } from './if-conditions.ts'
import { directivesIn } from './layout.ts'
import { serversIn } from './listen.ts'
import { flatten, type Location, locationsIn } from './locations.ts'
import { lostUri } from './lost-uri.ts'
import { misread } from './misread-location.ts'
import { swallowedIn } from './missing-semicolon.ts'
import { ownServers } from './own-servers.ts'
import { removedIn } from './removed-directives.ts'
import { replacedErrors } from './replaced-errors.ts'
import { replacedPrefix } from './replaced-prefix.ts'
import { type Asked, pathsOf, type Route, routeFor, routesOf, STREAM } from './routes.ts'

const ANY_OTHER = '*/*'
/** Their requests are the proxy's own: the answers reach no client. */
const SUBREQUEST = /^(auth_request|mirror|post_action)$/

/** @param reached every server that some request reaches, at each of its addresses */
export function remarksOn(http: readonly Directive[], reached: readonly Asked[]): readonly Remark[] {
  const routes = reached.flatMap((asked) => routesOf(asked).map((route) => ({ asked, route })))
  // Following each route twice takes long where there are many, and without this variable the result is the same.
  const isBranching = [...directivesIn(http)].some(({ args }) => args.some(({ text }) => text.includes('http_accept')))
  const others = isBranching ? reached.flatMap((asked) => routesOf(asked, [], ANY_OTHER)) : []
  const branches = isBranching ? routes.flatMap(({ asked, route }) => branchOf(asked, route)) : []
  const known = new Set([...routes.map(({ route }) => route.pass), ...others.map(({ pass }) => pass)])
  const servers = serversIn(http)
  const unreached = servers.flatMap((server) => {
    const asked = reached.find((one) => one.server === server)
    return [...directivesIn(server.block ?? [])]
      .filter((directive) => directive.name === 'proxy_pass' && !known.has(directive))
      .map((pass) => ({
        pass,
        why: asked ? whyUnreached(asked, pass) : 'another server at its addresses answers to its names',
      }))
  })
  const dead = servers.flatMap((server) => {
    const asked = reached.find((one) => one.server === server)
    return asked ? flatten(locationsIn(server.block ?? [])).flatMap((location) => deadOf(asked, location)) : []
  })
  const onlyOthers = others
    .filter(({ pass }) => !routes.some(({ route }) => route.pass === pass))
    .map(({ pass }) => ({ pass, why: 'only a client that does not ask for text/event-stream comes here' }))
  const passedOver = [...unreached, ...onlyOthers]
    .filter(({ pass }) => !dead.some(({ location }) => [...directivesIn(location.block ?? [])].includes(pass)))
    .map(({ pass, why }) => ({ where: whereOf(pass), says: `\`proxy_pass ${firstArg(pass)}\` was not tested: ${why}` }))
  const surprising = [
    ...swallowedIn(directivesIn(http)),
    ...removedIn(directivesIn(http)),
    ...servers.flatMap(({ block = [] }) => [...idleLocations(block), ...overHttp3(block)]),
    ...routes.flatMap(({ route }) => [replacedPrefix(route), lostUri(route, http)].filter((one) => one !== undefined)),
    ...routes.flatMap(({ asked, route }) => ownServers(route, asked)),
    ...routes.flatMap(({ route }) =>
      [contentTypeTwice, crossOrigin, replacedErrors].flatMap((remarksOf) => remarksOf(route, http)),
    ),
    ...routes.flatMap(({ route }) => connectionFields([...route.blocks.map(({ block }) => block ?? []), http])),
  ]
  const all = [...dead.map(({ remark }) => remark), ...passedOver, ...branches, ...surprising]
  const keys = all.map(({ where, says }) => `${where} ${says}`)
  return all.filter((_, at) => keys.indexOf(keys[at] ?? '') === at)
}

const overHttp3 = (server: readonly Directive[]): readonly Remark[] =>
  server
    .filter(({ name, args }) => name === 'listen' && args.some(({ text }) => text === 'quic'))
    .slice(0, 1)
    .map((one) => ({ where: whereOf(one), says: 'HTTP/3 was not tested: no client here speaks it' }))

/** The result for an EventSource and for any other client, where they differ. */
function branchOf(asked: Asked, route: Route): readonly Remark[] {
  const { path, pass, blocks } = route
  const other = routeFor(asked, path, ANY_OTHER)
  if (other?.pass === pass && other.blocks[0] === blocks[0]) return differingValues(asked, route, ANY_OTHER)
  const says = `this answers an EventSource (Accept: ${STREAM}), and was tested; any other client, `
  if (other) {
    return [{ where: whereOf(pass), says: `${says}such as fetch() without that header, gets ${written(other.pass)}` }]
  }
  return [
    {
      where: whereOf(pass),
      says: `${says}such as fetch() without that header, gets none: ${endOf(asked, path, ANY_OTHER)}`,
    },
  ]
}

function deadOf(
  asked: Asked,
  location: Location,
): readonly { readonly location: Directive; readonly remark: Remark }[] {
  const { directive } = location
  const found = misread(location)
  if (found === undefined) return []
  const { why, meant, path } = found
  const first = `\`location ${nameOf(directive)}\` matches no request: ${why}`
  const guess = meant === undefined ? '' : `; ${meant} was probably meant`
  const goes = path && routeFor(asked, path)
  const really = goes ? `. Requests for ${path} go to ${written(goes.pass)}` : ''
  return [{ location: directive, remark: { where: whereOf(directive), says: `${first}${guess}${really}` } }]
}

function whyUnreached(asked: Asked, pass: Directive): string {
  const around = within(asked.server, pass)
  const condition = around.find(({ name }) => name === 'if')
  if (condition)
    return `only where \`if (${conditionOf(condition)})\` holds, which it does not for an EventSource, or cannot be known`
  const location = flatten(locationsIn(asked.server.block ?? [])).findLast(({ directive }) =>
    around.includes(directive),
  )
  if (location === undefined) return 'it stands in no location'
  const all = [...asked.http.filter(({ block }) => block === undefined), ...directivesIn(asked.server.block ?? [])]
  const name = nameOf(location.directive)
  if (location.kind === 'named') {
    const page = all.find((one) => one.name === 'error_page' && one.args.at(-1)?.text === name)
    return page
      ? `only after an error, by \`error_page ${nameOf(page)}\` (${whereOf(page)})`
      : `nothing leads to location ${name}`
  }
  const own = all.find((one) => SUBREQUEST.test(one.name) && firstArg(one) === location.text)
  if (own) return `only the proxy's own requests come here, by \`${own.name} ${firstArg(own)}\` (${whereOf(own)})`
  const [path] = pathsOf(location)
  return path === undefined ? 'no path was found that its expression matches' : endOf(asked, path, STREAM)
}

/** The result of a request. */
function endOf({ http, server, isTls, host }: Asked, path: string, accept: string): string {
  const ends = followRequest(http, server, locationsIn(server.block ?? []), {
    path,
    isTls,
    accept,
    ...(host === undefined ? {} : { host }),
  })
  if ('pass' in ends) return `a request for ${path} goes to ${written(ends.pass)}`
  return `${ends.why} (${whereOf(ends.by)})`
}

/** The blocks around a directive, outer ones first. */
function within(block: Directive, directive: Directive): readonly Directive[] {
  const inner = (block.block ?? []).find((one) => one === directive || [...directivesIn([one])].includes(directive))
  return inner === undefined || inner === directive ? [] : [inner, ...within(inner, directive)]
}

const written = (pass: Directive): string => `\`proxy_pass ${firstArg(pass)}\` (${whereOf(pass)})`
