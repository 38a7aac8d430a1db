/**
 * Finds what the application should send: for each kind of problem the first remedy that verifiably has the effect of all of
 * them; then tests all chosen remedies with the application.
 */
import type { Ms } from '../model/index.ts'
import { type Framework, hintsFor } from './hints.ts'
import type { Idle } from './idle.ts'
import { idleOf, named, type ProfileResult, type ProfileRunner, passThrough, totalOf } from './profile-run.ts'
import { type AppRemedy, REMEDIES, together } from './remedy.ts'
import type { Advice } from './report.ts'
import { isNoRoute } from './route.ts'
import { judge, type Row, stateOf } from './row.ts'
import type { ProblemKind } from './row-problem.ts'

/** Remedies that may help against each problem, least intrusive first; tests decide whether they do. */
const AGAINST: readonly (readonly [ProblemKind, readonly AppRemedy['id'][]])[] = [
  ['buffered', ['accel', 'chunked', 'identity', 'final']],
  ['delayed', ['accel', 'identity']],
  ['lost', ['accel', 'identity']],
  ['compressed', ['no-transform']],
  ['head-delayed', ['comment', 'accel']],
  ['idle', ['heartbeat']],
  ['idle-risk', ['heartbeat']],
  ['leaves-late', ['heartbeat']],
  ['cache-leak', ['no-transform']],
  ['truncation-hidden', ['chunked']],
  ['status', ['final']],
  ['closed-early', ['final']],
  ['left-waiting', ['final']],
]
/** Problems that are found by the tests of recorded streams. */
const RECORDED: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['cache-leak', 'truncation-hidden', 'left-waiting'])
const IDLE: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['idle', 'idle-risk'])

export interface Advised {
  readonly advice: Advice | undefined
  /** Rows with all of the advice applied, by profile and build. */
  readonly after: ReadonlyMap<string, Row>
}

/** The tests of a profile; a unit test has others. */
export interface Trial {
  readonly passThrough: typeof passThrough
  readonly idleOf: typeof idleOf
  readonly totalOf: typeof totalOf
}
const TRIAL: Trial = { passThrough, idleOf, totalOf }

/** The stream without the application's own compression has a timing of its own. */
const runnerFor = (runner: ProfileRunner, ids: readonly AppRemedy['id'][]): ProfileRunner =>
  ids.includes('identity') && runner.uncoded !== undefined ? { ...runner, ...runner.uncoded } : runner

const NOTHING: Advised = { advice: undefined, after: new Map() }

/** @param given remedies that are excluded, because the application already sends them */
export async function advise(
  runner: ProfileRunner,
  results: readonly ProfileResult[],
  given: ReadonlySet<AppRemedy['id']>,
  framework: Framework | undefined,
  tell: (line: string) => void,
  trial: Trial = TRIAL,
): Promise<Advised> {
  const failing = results.filter(({ row }) => row.problems.length > 0)
  const tried = new Set<string>()
  let kept: readonly AppRemedy[] = []
  let current: readonly ProfileResult[] = failing
  for (;;) {
    const more = await wanted(runner, current, { given, kept, tried }, trial)
    if (runner.signal.aborted) return NOTHING
    if (more.length === 0) break
    kept = [...kept, ...more]
    tell(`verifying with the application: ${kept.map(({ says }) => says).join(', ')}`)
    // A buffered stream hides further problems, which have remedies of their own.
    current = await Promise.all(failing.map((result) => withAll(runner, result, kept, trial)))
  }
  const after = new Map<string, Row>()
  for (const [n, { row: before }] of failing.entries()) {
    const row = current[n]?.row
    if (kept.length > 0 && row !== undefined && isBetter(before, row)) after.set(nameOf(row), row)
  }
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

/** For each kind of problem that has not been tried behind these profiles, what helps against it. */
async function wanted(
  runner: ProfileRunner,
  results: readonly ProfileResult[],
  { given, kept, tried }: { given: ReadonlySet<string>; kept: readonly AppRemedy[]; tried: Set<string> },
  trial: Trial,
): Promise<readonly AppRemedy[]> {
  let more: readonly AppRemedy[] = []
  for (const [kind, ids] of AGAINST) {
    const mark = ({ row }: ProfileResult): string => `${nameOf(row)} ${kind}`
    const subjects = results.filter((result) => has(result.row, kind) && !tried.has(mark(result)))
    const all = [...kept, ...more]
    const candidates = REMEDIES.filter(
      ({ id }) => ids.includes(id) && !given.has(id) && !all.some((one) => one.id === id),
    )
    if (subjects.length === 0 || candidates.length === 0 || runner.signal.aborted) continue
    for (const subject of subjects) tried.add(mark(subject))
    more = [...more, ...(await needed(runner, subjects, kind, all, candidates, trial))]
  }
  return more
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
  trial: Trial,
): Promise<readonly AppRemedy[]> {
  const count = async (more: readonly AppRemedy[]): Promise<number> => {
    const fixed = await Promise.all(
      subjects.map((subject) => isFixed(runner, subject, kind, [...kept, ...more], trial)),
    )
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
  trial: Trial,
): Promise<boolean> {
  const ids = remedies.map(({ id }) => id)
  // The row already shows that a write makes the application detect a disconnect: a heartbeat is such a write.
  if (kind === 'leaves-late') return ids.includes('heartbeat')
  if (IDLE.has(kind)) return ids.includes('heartbeat') && 'openFor' in (await idleWith(runner, result, remedies, trial))
  const { heartbeat: _, ...alteration } = together(remedies)
  // Requesting another coding changes the response, and only the application knows the result.
  const recording = ids.includes('identity') && !isUncoded(result) ? undefined : result.recording
  const through = await trial.passThrough(runnerFor(runner, ids), result.case, {
    alteration,
    recording,
    recorded: RECORDED.has(kind),
  })
  if (isNoRoute(through)) return false
  const after = judge(through.passage, undefined, undefined)
  return after.state !== 'inconclusive' && !after.problems.some((problem) => problem.kind === kind)
}

const isUncoded = ({ passage }: ProfileResult): boolean => passage?.sent?.encoding === ''

/** Longer than the observed limit, and longer than two heartbeats. */
const windowOf = (idle: Idle | undefined, heartbeat: Ms): Ms =>
  Math.max(2.5 * heartbeat, idle !== undefined && 'closedAfter' in idle ? 1.4 * idle.closedAfter : 0)

function idleWith(
  runner: ProfileRunner,
  { case: one, recording, idle }: ProfileResult,
  remedies: readonly AppRemedy[],
  trial: Trial,
): Promise<Idle> {
  const alteration = together(remedies)
  const { heartbeat } = alteration
  const window = heartbeat === undefined ? {} : { window: windowOf(idle, heartbeat) }
  return trial.idleOf(runner, one, recording, { alteration, ...window })
}

/** The result with all remedies: the stream is the application's own, the time limits are measured with a recording. */
async function withAll(
  runner: ProfileRunner,
  result: ProfileResult,
  remedies: readonly AppRemedy[],
  trial: Trial,
): Promise<ProfileResult> {
  const { case: one } = result
  const ids = remedies.map(({ id }) => id)
  const own = runnerFor(runner, ids)
  const alteration = together(remedies)
  const through = await trial.passThrough(own, one, { alteration })
  if (isNoRoute(through)) return result
  // A compressed beginning says nothing of the stream without compression, nor informational responses of one without them.
  const isNew = (ids.includes('identity') && !isUncoded(result)) || ids.includes('final')
  const recording = isNew ? through.recording : (result.recording ?? through.recording)
  const [idle, total] = await Promise.all([
    alteration.heartbeat === undefined && !isNew
      ? result.idle
      : idleWith(own, { ...result, recording }, remedies, trial),
    isNew ? trial.totalOf(own, one, recording) : result.total,
  ])
  // What could not be measured again keeps its earlier value.
  const known = idle !== undefined && 'unknown' in idle ? result.idle : idle
  const judged = judge(through.passage, known, own.flow, total)
  const problems =
    alteration.heartbeat === undefined ? judged.problems : judged.problems.filter(({ kind }) => kind !== 'leaves-late')
  const state = judged.state === 'inconclusive' ? judged.state : stateOf(problems)
  const row: Row = { ...named(one), ...judged, problems, state }
  return { case: one, passage: through.passage, recording, idle: known, total, row }
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
