/** How clients can speak to each listening address: TLS and HTTP/2 only where the configuration offers them. */

import type { BuildFacts, Front } from '../../harness/model/index.ts'
import { frontsOf } from '../_kit/offered-fronts.ts'
import { type Directive, firstArg } from './config.ts'
import { listensOf, serversIn } from './listen.ts'
import type { Reached } from './select-server.ts'
import { isAtLeast } from './version.ts'

/** @returns the fronts of a server at one of its addresses */
export function offeredFronts(http: readonly Directive[], build: BuildFacts): (at: Reached) => readonly Front[] {
  // The parameter holds for an address, whichever of its servers has it.
  const places = new Set(serversIn(http).flatMap(http2Places))
  const byDefault = isOn(http) ?? false
  // http://nginx.org/en/docs/http/ngx_http_v2_module.html#http2
  const knowsDirective = isAtLeast(build, '1.25.1')
  return ({ server, address, isTls }) => {
    const isHttp2 = places.has(address) || (knowsDirective && (isOn(server.block ?? []) ?? byDefault))
    return frontsOf({ isTls, isHttp2 })
  }
}

const http2Places = (server: Directive): readonly string[] =>
  listensOf(server)
    .filter(({ isHttp2 }) => isHttp2)
    .map(({ place }) => place)

function isOn(directives: readonly Directive[]): boolean | undefined {
  const found = directives.findLast(({ name }) => name === 'http2')
  return found && firstArg(found) === 'on'
}
