/** Changes of how many concurrent requests Apache accepts, and how many processes it may have. Pure. */
import type { Candidate } from '../../harness/model/index.ts'
import { arg, type Directive } from './config.ts'
import { added, reworded, type Scope } from './scope.ts'

const TIMES = 4
/** Default of the event and worker MPM. */
const DEFAULT_WORKERS = 400
const DEFAULT_SERVERS = 16
const SERVERS = 'mod/mpm_common.html#serverlimit'
const WORKERS = 'mod/mpm_common.html#maxrequestworkers'
const WHY_SERVERS =
  'after a reload old processes keep their places as long as their streams live; when none is left, nobody takes new requests'
const WHY_WORKERS = 'each stream keeps a thread of Apache, or a process, for as long as it lives'

/** Capacity for new processes besides old ones. */
export function moreServers(scope: Scope): Candidate[] {
  const limit = written(scope, /^serverlimit$/)
  return limit === undefined ? [] : [times(scope, limit, { doc: SERVERS, why: WHY_SERVERS })]
}

/** Capacity for more streams: more threads, and as many more processes as they need. */
export function moreWorkers(scope: Scope): (Candidate | undefined)[] {
  const about = { doc: WORKERS, why: WHY_WORKERS }
  const servers = moreServers(scope)[0]
  const limit = written(scope, /^(maxrequestworkers|maxclients)$/)
  if (limit !== undefined) return [joined(times(scope, limit, about), servers ?? ownServers(scope, limit))]
  const first = scope.selected.virtual ?? scope.selected.levels.at(-1)?.[0]
  if (first === undefined) return []
  const says = `MaxRequestWorkers is not set: ${DEFAULT_WORKERS} is the default`
  const workers = added(scope, first, `MaxRequestWorkers ${TIMES * DEFAULT_WORKERS}`, says, about)
  return [joined(workers, servers ?? ownServers(scope, first))]
}

const ownServers = (scope: Scope, before: Directive): Candidate =>
  added(scope, before, `ServerLimit ${TIMES * DEFAULT_SERVERS}`, '', { doc: SERVERS, why: WHY_SERVERS })

const written = ({ directives }: Scope, key: RegExp): Directive | undefined =>
  directives.findLast((directive) => key.test(directive.key))

function times(scope: Scope, limit: Directive, about: { readonly doc: string; readonly why: string }): Candidate {
  const text = `${limit.name} ${TIMES * Number(arg(limit))}`
  return reworded(scope, limit, limit, text, `set ${text}`, about)
}

/** Both changes, described as the first. */
const joined = (one: Candidate, other: Candidate): Candidate => ({
  ...one,
  change: [...other.change, ...one.change],
  title: `${one.title}, and ${other.title}`,
})
