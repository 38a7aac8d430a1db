/** What limits the rate of a response. Pure. */
import type { Candidate, Setting } from '../../harness/model/index.ts'
import { firstArg } from './config.ts'
import { gone, holding, type Scope, set } from './scope.ts'

const SLOW = { module: 'http_core', byDefault: '0 is the default', why: 'the response is sent no faster than that' }
const SLOW_ORIGIN = {
  module: 'http_proxy',
  byDefault: '0 is the default',
  why: 'the response is read no faster than that',
}

/** Without any limit, best first. `set $limit_rate` sets the variable that nginx reads. */
export function unlimited(scope: Scope): (Candidate | undefined)[] {
  const variables = scope.levels.flat().filter((one) => one.name === 'set' && firstArg(one) === '$limit_rate')
  return [
    holding(scope, 'limit_rate') && set(scope, 'limit_rate', '0', SLOW),
    holding(scope, 'proxy_limit_rate') && set(scope, 'proxy_limit_rate', '0', SLOW_ORIGIN),
    ...variables.map((one) => gone(scope, one, { module: 'http_rewrite', why: SLOW.why })),
  ]
}

export const rateLimitsIn = (scope: Scope): Setting[] =>
  unlimited(scope).flatMap((candidate) => (candidate === undefined ? [] : [candidate.setting]))
