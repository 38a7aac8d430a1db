/** The application's own X-Accel-Buffering, where nginx is told to ignore it. Pure. */
import type { Candidate } from '../../harness/model/index.ts'
import { allHolding, gone, type Scope, without } from './scope.ts'

/** With the application's X-Accel-Buffering, a line that makes nginx ignore that field must be removed too. */
export function ignoredAccel(scope: Scope): Candidate | undefined {
  const line = allHolding(scope, 'proxy_ignore_headers').find(({ args }) =>
    args.some(({ text }) => text.toLowerCase() === 'x-accel-buffering'),
  )
  const why = "nginx passes over the application's own X-Accel-Buffering"
  const about = { module: 'http_proxy', why }
  // An empty list if the location would contain nothing.
  return line && (without(scope, line, 'X-Accel-Buffering', about) ?? gone(scope, line, about))
}
