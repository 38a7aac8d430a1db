/** Which requests nginx sends to another server after one has failed. Pure. */
import type { Candidate } from '../../harness/model/index.ts'
import { holding, type Scope, without } from './scope.ts'

/** A POST is sent once; other requests may still go to another server. */
export function onlyIdempotent(scope: Scope): readonly (Candidate | undefined)[] {
  const line = holding(scope, 'proxy_next_upstream')
  const why = 'with it a POST that was sent is sent again to another server; without it only what is safe to repeat'
  return [line && without(scope, line, 'non_idempotent', { module: 'http_proxy', why })]
}
