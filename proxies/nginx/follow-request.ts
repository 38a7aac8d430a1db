/** Where a request ends: through rewrites, `try_files`, `error_page` and named locations, until something passes it on. */

import { clientGuardsIn } from './client-guards.ts'
import type { Directive } from './config.ts'
import { choose, type Location, pathTo, redirectsToSlash } from './locations.ts'
import { methodGuardsIn } from './method-guards.ts'
import { type AskedRequest, variablesFor } from './request-variables.ts'
import { type Rewritten, runRewrites } from './run-rewrites.ts'
import { tlsGuardsIn } from './tls-redirects.ts'

export interface Arrival {
  /** What passes the request on. */
  readonly pass: Directive
  /** Blocks that its settings come from, innermost first, the server last. */
  readonly blocks: readonly Directive[]
  /** The locations that the request went through, in their order; none stands for the server itself. */
  readonly through: readonly Directive[]
  /** Its path as it arrives there, after rewrites. */
  readonly arrivesAs: string
}

/** It is not passed on by `proxy_pass`: why, and the directive that answers. */
export interface Ending {
  readonly why: string
  readonly by: Directive
  readonly through: readonly Directive[]
}

/** nginx ends a circle of internal redirects after so many with an error. */
const MAX_JUMPS = 10

/** @param http what is directly in `http` */
export function followRequest(
  http: readonly Directive[],
  server: Directive,
  locations: readonly Location[],
  request: AskedRequest,
): Arrival | Ending {
  const variables = variablesFor(http, request)
  const guards = guardsIn(http)
  const through: Directive[] = []
  let jumps = 0
  let isInternal = request.isInternal === true
  let isErrorPage = false

  const start = runRewrites(server.block ?? [], request.path, variables, guards)
  isInternal ||= start.path !== request.path
  return start.answer ? ended(start.answer, [server]) : search(start.path)

  function end(why: string, by: Directive): Ending {
    return { why, by, through }
  }

  function search(path: string): Arrival | Ending {
    if (++jumps > MAX_JUMPS) return end('the request goes round in circles', server)
    const below = redirectsToSlash(locations, path)
    if (below !== undefined) return ended({ status: 301, by: below.directive }, [server])
    const chosen = choose(locations, path)
    if (chosen === undefined) return content([server], [], path)
    if (!isInternal && has(chosen.directive, 'internal')) return ended({ status: 404, by: chosen.directive }, [server])
    return enter(chosen, path)
  }

  function enter(location: Location, path: string): Arrival | Ending {
    through.push(location.directive)
    const blocks = [...pathTo(location, locations), server]
    const rewritten: Rewritten = runRewrites(location.directive.block ?? [], path, variables, guards)
    if (rewritten.answer) return ended(rewritten.answer, [...rewritten.entered].reverse().concat(blocks))
    if (!rewritten.searches) return content(blocks, rewritten.entered, rewritten.path)
    isInternal = true
    return search(rewritten.path)
  }

  /** `try_files` comes before whatever answers. */
  function content(blocks: readonly Directive[], entered: readonly Directive[], path: string): Arrival | Ending {
    const own = blocks[0] ?? server
    const tried = find(own, 'try_files')
    const fallback = tried?.args.at(-1)?.text
    if (tried && fallback?.startsWith('=')) return ended({ status: Number(fallback.slice(1)), by: tried }, blocks)
    if (tried && fallback !== undefined) return jump(fallback, tried, path)
    // The last `if` that holds decides; without a `proxy_pass` it has that of its location.
    const last = entered.at(-1)
    const conditional = last && find(last, 'proxy_pass')
    const pass = conditional ?? find(own, 'proxy_pass')
    if (pass) return { pass, blocks: conditional ? [last, ...blocks] : blocks, through, arrivesAs: path }
    if (last && entered.some((block) => find(block, 'proxy_pass'))) return end(WITHOUT_PASS, last)
    const other = own.block?.find(({ name }) => OTHER_ANSWER.test(name))
    if (other) return end(`\`${other.name}\` answers`, other)
    // No file is here.
    return ended({ status: 404, by: own }, blocks)
  }

  /** To a named location, whose name may come from a variable, or to a path as if the client had requested it. */
  function jump(to: string, by: Directive, path: string): Arrival | Ending {
    if (++jumps > MAX_JUMPS) return end('the request goes round in circles', by)
    isInternal = true
    const next = variables.filled(to)
    if (next?.startsWith('@')) {
      const named = locations.find(({ kind, directive }) => kind === 'named' && nameOf(directive) === next)
      return named ? enter(named, path) : end(`there is no location ${next}`, by)
    }
    return next?.startsWith('/')
      ? search(next.replace(/\?.*$/s, ''))
      : end('it goes to a place that is not known before', by)
  }

  /** http://nginx.org/en/docs/http/ngx_http_core_module.html#error_page: of the innermost block that has any. */
  function ended({ status, by }: NonNullable<Rewritten['answer']>, within: readonly Directive[]): Arrival | Ending {
    const levels = [...within.map(({ block }) => block ?? []), http]
    const pages = levels
      .map((level) => level.filter(({ name }) => name === 'error_page'))
      .find((some) => some.length > 0)
    const page = pages?.find(({ args }) => args.some(({ text }) => text === String(status)))
    const to = page?.args.at(-1)?.text
    const again = levels.flatMap((level) => level.filter(({ name }) => name === 'recursive_error_pages'))[0]
    const isOver = isErrorPage && again?.args[0]?.text !== 'on'
    if (page === undefined || to === undefined || isOver || /^\w+:/.test(to)) {
      return end(`it is answered with ${status}`, by)
    }
    isErrorPage = true
    return jump(to, page, request.path)
  }
}

/** For every request the same. */
const known = new WeakMap<readonly Directive[], ReadonlySet<Directive>>()

function guardsIn(http: readonly Directive[]): ReadonlySet<Directive> {
  const guards = known.get(http) ?? new Set([...tlsGuardsIn(http), ...clientGuardsIn(http), ...methodGuardsIn(http)])
  known.set(http, guards)
  return guards
}

const WITHOUT_PASS =
  'the last `if` that holds has no `proxy_pass`, and neither has its location: nginx answers with 500'
const OTHER_ANSWER = /^((fastcgi|uwsgi|scgi|grpc|memcached)_pass|content_by_lua\w*|js_content|stub_status|empty_gif)$/

const find = ({ block = [] }: Directive, name: string): Directive | undefined => block.find((one) => one.name === name)
const has = (directive: Directive, name: string): boolean => find(directive, name) !== undefined
export const nameOf = ({ args }: Directive): string => args.map(({ text }) => text).join(' ')
