/** Changes of the limits of nginx's processes, for all routes alike: how many connections, and how long old processes stay. */
import type { Candidate } from '../../harness/model/index.ts'
import { firstArg } from './config.ts'
import { type About, gone, holding, putInto, reworded, type Scope } from './scope.ts'

const RELOAD: About = {
  module: 'core',
  why: 'so long after a reload the old processes close what is still open',
}
const ROOM: About = {
  module: 'core',
  byDefault: '512 is the default',
  why: 'each stream takes two connections of its process: one to the client, one to the application',
}
export const DEFAULT_CONNECTIONS = 512
const TIMES = 4

/** Gives old processes an hour, or as long as their streams last. */
export function longerShutdown(scope: Scope): (Candidate | undefined)[] {
  const limit = holding(scope, 'worker_shutdown_timeout')
  return limit === undefined ? [] : [reworded(scope, limit, '1h', RELOAD), gone(scope, limit, RELOAD)]
}

/** None for a fragment, which has no place for it. */
export function moreConnections(scope: Scope): (Candidate | undefined)[] {
  const events = holding(scope, 'events')
  const limit = events?.block?.find(({ name }) => name === 'worker_connections')
  if (limit !== undefined) return [reworded(scope, limit, String(TIMES * Number(firstArg(limit))), ROOM)]
  if (events?.opening === undefined) return []
  return [putInto(scope, events.opening, 'worker_connections', String(TIMES * DEFAULT_CONNECTIONS), ROOM)]
}
