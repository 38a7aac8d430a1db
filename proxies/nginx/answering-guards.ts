/**
 * Lines that answer a request themselves, or close its connection, and that depend on nothing which the harness could send. Where a
 * route gives no response, or a status of its own, such a line is the cause. Pure.
 */

import type { Failing, Guard } from '../../harness/model/index.ts'
import { gone, holding, type Scope } from './scope.ts'

const ADVICE = 'exempt the path of the stream from its condition'
const NAMED = 'serve the name of the stream from a `server` that accepts handshakes'
const REFUSAL = { module: 'http_ssl', why: 'it refuses each TLS handshake of this server' }
/** What fails where each request is answered by something else, or not at all. */
const UNOPENED = ['delivery/live', 'post-stream/request', 'post-stream/method']
const OBSERVED = ['no-stream', 'refused', 'never']

/** The guards for a test of the cause: each `if` with a `return` on the way to the route, and a server that refuses handshakes. */
export function answeringGuards(scope: Scope, { criterion, observed }: Failing): readonly Guard[] {
  if (!UNOPENED.includes(criterion) || !observed.some((one) => OBSERVED.includes(one))) return []
  const ifs = scope.levels
    .flat()
    .filter(({ name, block = [] }) => name === 'if' && block.some((inner) => inner.name === 'return'))
  const about = {
    module: 'http_rewrite',
    why: 'it answers the request, or closes the connection, before it is passed on',
  }
  const refusal = holding(scope, 'ssl_reject_handshake')
  const isRefused = refusal?.args[0]?.text === 'on'
  return [
    ...ifs.map((one) => ({ without: gone(scope, one, about), advice: ADVICE, endsObservations: OBSERVED })),
    ...(isRefused ? [{ without: gone(scope, refusal, REFUSAL), advice: NAMED, endsObservations: OBSERVED }] : []),
  ]
}
