/**
 * Changes that keep a request off a connection that the application is closing. `proxy_next_upstream … non_idempotent` is not
 * among them: the application may have processed the request, and would get it twice (RFC 9110 §9.2.2).
 */
import { putAfter } from '../../harness/config/text-edits.ts'
import type { Candidate } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import type { Directive } from './config.ts'
import { type About, gone, reworded, type Scope } from './scope.ts'
import { upstreamBehind } from './upstream-behind.ts'
import { isAtLeast } from './version.ts'

const NAME = 'keepalive_timeout'
/** Shorter than Node.js and uvicorn keep a connection (5 s). */
const VALUE = '4s'
const ABOUT: About = {
  module: 'http_upstream',
  why: 'an idle connection to the application is reused for longer than the application keeps it (Node.js and uvicorn: 5 s), and a request that arrives while it is being closed gets 502',
}
/** The first version with `keepalive_timeout` in `upstream`. */
const SINCE = '1.15.3'

/** A shorter life of idle connections first: it keeps most of what reuse saves. */
export function fresherConnections(scope: Scope): (Candidate | undefined)[] {
  const upstream = upstreamBehind(scope.pass, scope.levels.flat())
  const block = upstream?.block ?? []
  const last = block.at(-1)
  if (last === undefined) return []
  const kept = block.find(({ name }) => name === 'keepalive')
  const limit = block.find(({ name }) => name === NAME)
  const shorter = limit === undefined ? added(scope, kept ?? last, upstream) : reworded(scope, limit, VALUE, ABOUT)
  return [isAtLeast(scope, SINCE) ? shorter : undefined, kept && gone(scope, kept, ABOUT)]
}

/** A directive of this name outside of the upstream is about connections of clients. */
function added({ tree }: Scope, behind: Directive, upstream: Directive | undefined): Candidate {
  const title = `set ${NAME} ${VALUE} in the upstream`
  const setting = {
    name: NAME,
    ...(upstream === undefined ? {} : { near: whereOf(upstream) }),
    says: `${NAME} is not set in the upstream: 60s is the default`,
    doc: 'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive_timeout',
  }
  const change = [putAfter(tree, behind, [`${NAME} ${VALUE};`])]
  return { id: title, setting, change, originHeaders: [], title, why: ABOUT.why }
}
