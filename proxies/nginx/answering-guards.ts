/**
 * Lines that answer a request themselves, or close its connection, and that depend on nothing which the harness could send. Where a
 * route gives no response, or a status of its own, such a line is the cause. Pure.
 */

import type { Failing, Guard } from '../../harness/model/index.ts'
import { takeOutWord } from '../_kit/changes.ts'
import { isMethodGuard } from './method-guards.ts'
import { gone, holding, type Scope } from './scope.ts'
import { upstreamBehind } from './upstream-behind.ts'

const ADVICE = 'exempt the path of the stream from its condition'
const NAMED = 'serve the name of the stream from a `server` that accepts handshakes'
const REFUSAL = { module: 'http_ssl', why: 'it refuses each TLS handshake of this server' }
const METHODS =
  'let it allow each method that the clients send: those of MCP send GET, POST and DELETE; where they send POST alone, check it with `--for llm`'
const EXCEPT = { module: 'http_core', why: 'it answers requests with other methods itself' }
/** What fails where each request is answered by something else, or not at all. */
const UNOPENED = ['delivery/live', 'post-stream/request', 'post-stream/method', 'llm/request', 'mcp/request']
const OBSERVED = ['no-stream', 'refused', 'never']

/**
 * The guards for a test of the cause: each `if` with a `return` on the way to the route, `limit_except`, a server that refuses
 * handshakes, and an upstream without a server in service.
 */
export function answeringGuards(scope: Scope, { criterion, observed }: Failing): readonly Guard[] {
  if (!UNOPENED.includes(criterion) || !observed.some((one) => OBSERVED.includes(one))) return []
  const ifs = scope.levels
    .flat()
    .filter(({ name, block = [] }) => name === 'if' && block.some((inner) => inner.name === 'return'))
  const about = {
    module: 'http_rewrite',
    why: 'it answers the request, or closes the connection, before it is passed on',
  }
  const excepts = scope.levels.flat().filter(({ name }) => name === 'limit_except')
  const refusal = holding(scope, 'ssl_reject_handshake')
  const isRefused = refusal?.args[0]?.text === 'on'
  return [
    ...ifs.map((one) => ({
      without: gone(scope, one, about),
      advice: isMethodGuard(one) ? METHODS : ADVICE,
      endsObservations: OBSERVED,
    })),
    ...excepts.map((one) => ({ without: gone(scope, one, EXCEPT), advice: METHODS, endsObservations: OBSERVED })),
    ...(isRefused ? [{ without: gone(scope, refusal, REFUSAL), advice: NAMED, endsObservations: OBSERVED }] : []),
    ...(allDown(scope) ?? []),
    ...(criterion === 'delivery/live' ? [] : smallBodies(scope)),
  ]
}

/** A POST with a longer body is answered with 413. */
function smallBodies(scope: Scope): readonly Guard[] {
  const limit = holding(scope, 'client_max_body_size')
  if (limit === undefined) return []
  const without = gone(scope, limit, { module: 'http_core', why: 'nginx answers a longer body with 413' })
  return [{ without, advice: 'raise it to what the requests of the stream need', endsObservations: OBSERVED }]
}

/** Every server of the upstream is out of service: nginx answers 502 itself. */
function allDown(scope: Scope): readonly Guard[] | undefined {
  const upstream = upstreamBehind(scope.pass, scope.levels.flat())
  const servers = (upstream?.block ?? []).filter(({ name }) => name === 'server')
  const downs = servers.flatMap(({ args }) => args.find(({ text }) => text === 'down') ?? [])
  const [first] = servers
  if (first === undefined || downs.length < servers.length) return undefined
  const why = 'it has no server in service, so that nginx answers 502 itself'
  const without = {
    ...gone(scope, first, { module: 'http_upstream', why }),
    change: downs.map((word) => takeOutWord(scope.tree, word, /\s/)),
  }
  return [{ without, advice: 'put one of its servers into service again', endsObservations: OBSERVED }]
}
