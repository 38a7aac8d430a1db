/**
 * Lets every request in: access control does not change how a response is streamed, and the password files and authentication
 * services are not available here.
 */

import { type ConfigEdits, directive as written } from '../../harness/config/parsed-edits.ts'
import type { Address, PrepareOptions } from '../../harness/model/index.ts'
import { hostPort } from '../_kit/address.ts'
import { type Directive, firstArg } from './config.ts'
import { followRequest } from './follow-request.ts'
import { directivesIn, type Layout } from './layout.ts'
import { flatten, type Location, locationsIn } from './locations.ts'
import { isNoNetwork } from './refused-words.ts'

/** The harness's origin answers 204 to it. */
const YES = '/.sse-compat-ready'

/**
 * Must run before the backends are replaced.
 * @param isWhole nothing is missing: a zone that is not declared here is declared nowhere, and nginx refuses it
 */
export function openAccess(
  { top, http }: Layout,
  { backend, isWhole }: { readonly backend: Address; readonly isWhole: boolean },
  options: PrepareOptions | undefined,
  edits: ConfigEdits,
): void {
  const zones = new Set([...directivesIn(http)].flatMap(zonesOf))
  const avoidable = new Set(avoidableIn(top))
  for (const directive of directivesIn(top)) {
    const { name } = directive
    const first = firstArg(directive)
    if (name === 'limit_req' || name === 'limit_conn') {
      const isKnown = zones.has(first.replace(/^zone=/, ''))
      if (!isKnown && isWhole) continue
      if (options?.withoutLimits || (name === 'limit_req' && options?.withoutRates))
        edits.drop(directive, 'the harness asks often, and from one address')
      else if (!isKnown) edits.drop(directive, 'its zone was not given')
    } else if (isRefusedNetwork(directive)) continue
    else if (/^auth_(?!request)/.test(name)) edits.drop(directive, 'everybody is let in here')
    else if (name === 'allow' && first !== 'all')
      edits.replace(directive, written('allow', 'all'), 'the harness asks from an address of its own')
    else if (name === 'deny' && (first !== 'all' || avoidable.has(directive)))
      edits.drop(directive, 'the harness asks from an address of its own')
  }
  const outer = http.filter(asksFirst)
  for (const server of http.filter(({ name, block }) => name === 'server' && block)) {
    const requests = [...outer, ...[...directivesIn(server.block ?? [])].filter(asksFirst)]
    if (requests.length === 0) continue
    const locations = locationsIn(server.block ?? [])
    for (const request of requests) {
      const asked = { path: firstArg(request), isTls: false, accept: '', isInternal: true }
      const landed = followRequest(http, server, locations, asked).through.at(-1)
      const location = flatten(locations).find(({ directive }) => directive === landed)
      answerYes(request, location, backend, edits)
    }
  }
}

const isRefusedNetwork = ({ name, args: [first] }: Directive): boolean =>
  /^(allow|deny)$/.test(name) && first !== undefined && isNoNetwork(first.text)

/** With `satisfy any` a password, or what `auth_request` asks, lets in who is denied by address. */
function* avoidableIn(block: readonly Directive[], around?: boolean): Generator<Directive> {
  const satisfy = block.find(({ name }) => name === 'satisfy')
  const isAny = satisfy === undefined ? around === true : firstArg(satisfy) === 'any'
  for (const directive of block) {
    if (isAny && directive.name === 'deny') yield directive
    yield* avoidableIn(directive.block ?? [], isAny)
  }
}

/** Names of the zones that the directive declares. */
const zonesOf = ({ name, args }: Directive): readonly string[] =>
  /^limit_(req|conn)_zone$/.test(name) ? args.flatMap(({ text }) => /^zone=([^:]*)/.exec(text)?.[1] ?? []) : []

const asksFirst = (directive: Directive): boolean => directive.name === 'auth_request' && firstArg(directive) !== 'off'

/** The service that `auth_request` queries is replaced by the origin, which allows every request. */
function answerYes(request: Directive, location: Location | undefined, backend: Address, edits: ConfigEdits): void {
  const block = location?.directive.block ?? []
  const target = block.find(({ name }) => name === 'proxy_pass')?.args[0]
  const isOfItsOwn =
    location?.kind === 'exact' || location?.text === firstArg(request) || block.some(({ name }) => name === 'internal')
  if (target && isOfItsOwn && location?.kind !== 'regex') {
    edits.replaceWord(target, `http://${hostPort(backend)}${YES}`, 'a stand-in that lets everybody in')
  } else edits.drop(request, 'everybody is let in here')
}
