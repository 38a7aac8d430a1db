/**
 * Changes that keep a request off a connection that the application is closing. Pure. `SetEnv proxy-initial-not-pooled` is not
 * among them: it protects only the first request of each connection of a client.
 */
import type { Candidate } from '../../harness/model/index.ts'
import type { Scope } from './scope.ts'
import { behindOwnAddress, inMembers, type Parameter, whereWritten } from './worker-parameters.ts'

const DOC = 'mod/mod_proxy.html#proxypass'
const PARAMETERS: readonly Parameter[] = [
  {
    key: 'ttl',
    value: '4',
    doc: DOC,
    why: 'an idle connection to the application is reused for longer than the application keeps it (Node.js and uvicorn: 5 s), and a request that arrives while it is being closed gets 502',
  },
  {
    key: 'disablereuse',
    value: 'on',
    doc: DOC,
    why: 'each request gets a connection of its own to the application, so that none is being closed',
  },
]

/** A shorter life of idle connections first: it keeps most of what reuse saves. */
export const fresherConnections = (scope: Scope): (Candidate | undefined)[] =>
  PARAMETERS.flatMap((parameter) => [
    inMembers(scope, parameter),
    ...whereWritten(scope, parameter),
    says(parameter, behindOwnAddress(scope, scope.selected.route.directive, parameter)),
  ])

/** The setting is a default that nothing sets. */
function says({ key }: Parameter, candidate: Candidate | undefined): Candidate | undefined {
  if (candidate === undefined) return undefined
  const { where: _, ...setting } = candidate.setting
  const byDefault = key === 'ttl' ? 'idle connections are kept without a limit' : 'off is the default'
  return { ...candidate, setting: { ...setting, name: key, says: `${key}= is not set: ${byDefault}` } }
}
