/**
 * Finds what the application should send: for each kind of problem the first remedy that verifiably has the effect of all of
 * them; then tests all chosen remedies with the application.
 */
import type { Ms } from '../model/index.ts'
import { type Framework, hintsFor } from './hints.ts'
import type { Idle } from './idle.ts'
import { idleOf, named, type ProfileResult, type ProfileRunner, passThrough } from './profile-run.ts'
import { type AppRemedy, REMEDIES, together } from './remedy.ts'
import type { Advice } from './report.ts'
import { isNoRoute } from './route.ts'
import { judge, type Row, stateOf } from './row.ts'
import type { ProblemKind } from './row-problem.ts'

/** Remedies that may help against each problem, least intrusive first; tests decide whether they do. */
const AGAINST: readonly (readonly [ProblemKind, readonly AppRemedy['id'][]])[] = [
  ['buffered', ['accel', 'chunked', 'identity']],
  ['delayed', ['accel', 'identity']],
  ['lost', ['accel', 'identity']],
  ['compressed', ['no-transform']],
  ['head-delayed', ['comment', 'accel']],
  ['idle', ['heartbeat']],
  ['idle-risk', ['heartbeat']],
  ['leaves-late', ['heartbeat']],
  ['cache-leak', ['no-transform']],
]
/** Problems that are found by the tests of recorded streams. */
const RECORDED: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['cache-leak'])
const IDLE: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['idle', 'idle-risk'])

export interface Advised {
  readonly advice: Advice | undefined
  /** Rows with all of the advice applied, by profile and build. */
  readonly after: ReadonlyMap<string, Row>
}

const NOTHING: Advised = { advice: undefined, after: new Map() }

/** @param given remedies that are excluded, because the application already sends them */
export async function advise(
  runner: ProfileRunner,
  results: readonly ProfileResult[],
  given: ReadonlySet<AppRemedy['id']>,
  framework: Framework | undefined,
  tell: (line: string) => void,
): Promise<Advised> {
  let kept: AppRemedy[] = []
  for (const [kind, ids] of AGAINST) {
    const subjects = results.filter(({ row }) => has(row, kind))
    const candidates = REMEDIES.filter(
      ({ id }) => ids.includes(id) && !given.has(id) && !kept.some((one) => one.id === id),
    )
    if (subjects.length === 0 || candidates.length === 0 || runner.signal.aborted) continue
    kept = [...kept, ...(await needed(runner, subjects, kind, kept, candidates))]
  }
  if (kept.length === 0 || runner.signal.aborted) return NOTHING
  tell(`verifying with the application: ${kept.map(({ says }) => says).join(', ')}`)
  const after = new Map<string, Row>()
  const failing = results.filter(({ row }) => row.problems.length > 0)
  await Promise.all(
    failing.map(async (result) => {
      const row = await withAll(runner, result, kept)
      if (isBetter(result.row, row)) after.set(nameOf(row), row)
    }),
  )
  if (after.size === 0) return NOTHING
  const helps = failing.flatMap(({ row: before }) => {
    const row = after.get(nameOf(before))
    return row === undefined ? [] : [{ profile: row.profile, build: row.build, before, after: row }]
  })
  const remedies = kept.map(({ id, says }) => ({ id, says }))
  return {
    advice: { remedies, framework, hints: framework === undefined ? [] : hintsFor(framework, kept), helps },
    after,
  }
}

export const nameOf = ({ profile, build }: Pick<Row, 'profile' | 'build'>): string => `${profile} ${build}`

const has = ({ problems }: Row, kind: ProblemKind): boolean => problems.some((problem) => problem.kind === kind)

/**
 * Tries the fewest remedies first: those already chosen, then one more each, then all. A remedy that helps no more profiles than
 * fewer remedies did is not needed.
 */
async function needed(
  runner: ProfileRunner,
  subjects: readonly ProfileResult[],
  kind: ProblemKind,
  kept: readonly AppRemedy[],
  candidates: readonly AppRemedy[],
): Promise<readonly AppRemedy[]> {
  const count = async (more: readonly AppRemedy[]): Promise<number> => {
    const fixed = await Promise.all(subjects.map((subject) => isFixed(runner, subject, kind, [...kept, ...more])))
    return fixed.filter(Boolean).length
  }
  let best: readonly AppRemedy[] = []
  let helped = kept.length === 0 ? 0 : await count([])
  const sets = [...candidates.map((one) => [one]), ...(candidates.length > 1 ? [candidates] : [])]
  for (const set of sets) {
    if (helped === subjects.length) break
    const now = await count(set)
    if (now > helped) {
      best = set
      helped = now
    }
  }
  return best
}

async function isFixed(
  runner: ProfileRunner,
  result: ProfileResult,
  kind: ProblemKind,
  remedies: readonly AppRemedy[],
): Promise<boolean> {
  const ids = remedies.map(({ id }) => id)
  // The row already shows that a write makes the application detect a disconnect: a heartbeat is such a write.
  if (kind === 'leaves-late') return ids.includes('heartbeat')
  if (IDLE.has(kind)) return ids.includes('heartbeat') && 'openFor' in (await idleWith(runner, result, remedies))
  const { heartbeat: _, ...alteration } = together(remedies)
  // Requesting another coding changes the response, and only the application knows the result.
  const recording = ids.includes('identity') ? undefined : result.recording
  const through = await passThrough(runner, result.case, { alteration, recording, recorded: RECORDED.has(kind) })
  if (isNoRoute(through)) return false
  const after = judge(through.passage, undefined, undefined)
  return after.state !== 'inconclusive' && !after.problems.some((problem) => problem.kind === kind)
}

/** Longer than the observed limit, and longer than two heartbeats. */
const windowOf = (idle: Idle | undefined, heartbeat: Ms): Ms =>
  Math.max(2.5 * heartbeat, idle !== undefined && 'closedAfter' in idle ? 1.4 * idle.closedAfter : 0)

function idleWith(
  runner: ProfileRunner,
  { case: one, recording, idle }: ProfileResult,
  remedies: readonly AppRemedy[],
): Promise<Idle> {
  const alteration = together(remedies)
  return idleOf(runner, one, recording, { alteration, window: windowOf(idle, alteration.heartbeat ?? 0) })
}

/** The row with all remedies: the stream is the application's own, the idle time is measured with a recording. */
async function withAll(runner: ProfileRunner, result: ProfileResult, remedies: readonly AppRemedy[]): Promise<Row> {
  const { case: one, row } = result
  const alteration = together(remedies)
  const through = await passThrough(runner, one, { alteration })
  if (isNoRoute(through)) return row
  const idle =
    alteration.heartbeat === undefined
      ? result.idle
      : await idleWith(runner, { ...result, recording: result.recording ?? through.recording }, remedies)
  // What could not be measured again keeps its earlier value.
  const judged = judge(
    through.passage,
    idle !== undefined && 'unknown' in idle ? result.idle : idle,
    runner.flow,
    result.total,
  )
  const problems =
    alteration.heartbeat === undefined ? judged.problems : judged.problems.filter(({ kind }) => kind !== 'leaves-late')
  return {
    ...named(one),
    ...judged,
    problems,
    state: judged.state === 'inconclusive' ? judged.state : stateOf(problems),
  }
}

const RANK: Readonly<Record<Row['state'], number>> = {
  works: 3,
  degraded: 2,
  broken: 1,
  inconclusive: 0,
  refused: 0,
  'not-run': 0,
}

const isBetter = (before: Row, after: Row): boolean =>
  RANK[after.state] > RANK[before.state] ||
  (after.state === before.state && after.problems.length < before.problems.length)
