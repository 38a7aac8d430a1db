/** An `if` that answers a request itself, which no variable of the harness's requests decides: the cause where a route responds to nothing. Pure. */

import type { Failing, Guard } from '../../harness/model/index.ts'
import { gone, type Scope } from './scope.ts'

const ADVICE = 'exempt the path of the stream from its condition'
/** What fails where each request is answered by something else, or not at all. */
const UNOPENED = ['delivery/live', 'post-stream/request', 'post-stream/method']
const OBSERVED = ['no-stream', 'refused', 'never']

/** The guards for a test of the cause: each `if` with a `return` on the way to the route. */
export function answeringIfs(scope: Scope, { criterion, observed }: Failing): readonly Guard[] {
  if (!UNOPENED.includes(criterion) || !observed.some((one) => OBSERVED.includes(one))) return []
  const ifs = scope.levels
    .flat()
    .filter(({ name, block = [] }) => name === 'if' && block.some((inner) => inner.name === 'return'))
  const about = {
    module: 'http_rewrite',
    why: 'it answers the request, or closes the connection, before it is passed on',
  }
  return ifs.map((one) => ({ without: gone(scope, one, about), advice: ADVICE, endsObservations: OBSERVED }))
}
