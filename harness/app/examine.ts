/** Examines the application: directly, behind each profile, and with the advised remedies. */
import pLimit from 'p-limit'
import { altered } from '../../servers/relay/altered.ts'
import { askApplication } from '../../servers/relay/application.ts'
import type { Ms, Runtime } from '../model/index.ts'
import { advise, nameOf } from './advise.ts'
import { casesOf } from './cases.ts'
import { type DirectOptions, type DirectResult, examineDirect } from './direct.ts'
import { type Flow, flowOf } from './flow.ts'
import { givenBy } from './given.ts'
import { type Observation, observe } from './observe.ts'
import type { AppOptions } from './options.ts'
import { type ProfileResult, type ProfileRunner, runProfile } from './profile-run.ts'
import type { AppReport } from './report.ts'
import { startControl } from './route.ts'
import { judge, type Row } from './row.ts'
import type { ProblemKind } from './row-problem.ts'
import { type SendOptions, sendThrough } from './send-through.ts'
import { readTarget, shownUrl } from './target.ts'
import { triggerOf } from './trigger.ts'

/** Number of concurrent starts and tests that send no request to the application. */
const BESIDE = 6
/** Number of profiles that are tested at a time, and of proxies with a fast clock. */
const PROFILES = 12
/** Maximum number of pieces that are withheld one by one; fewer where they arrive slowly. */
const MAX_PIECES = 4
const SLOW: Ms = 3000
const QUICK_WINDOW: Ms = 3000

/** @throws SseCompatError */
export async function examine(
  url: string,
  options: AppOptions,
  runtime: Runtime,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<AppReport> {
  const started = performance.now()
  const target = await readTarget(url, options)
  await using triggering = await triggerOf(options.trigger, target)
  const trigger = triggering && (() => triggering.fire())
  const choosing = casesOf(options, runtime.id, tell)
  // Avoids an unhandled rejection while the application is tested.
  choosing.catch(() => {})
  const limit = pLimit(options.parallel)
  const window = options.quick ? Math.min(options.for, QUICK_WINDOW) : options.for
  const direct = await examineDirect({
    runtime,
    target,
    window,
    headWithin: options.for,
    limit,
    parallel: options.parallel,
    signal,
    trigger,
    onHead: () => tell('the application answers'),
  })
  const { cases, notes } = await choosing
  const report = (more: Partial<AppReport>): AppReport => ({
    schema: 1,
    url: shownUrl(target.url),
    method: target.method,
    answered: direct.answered,
    problem: direct.problem,
    findings: direct.findings,
    direct: undefined,
    rows: [],
    advice: undefined,
    beyond: [],
    notes: triggering?.failure === undefined ? notes : [triggering.failure, ...notes],
    interrupted: signal.aborted,
    tookMs: performance.now() - started,
    ...more,
  })
  if (direct.problem !== undefined || signal.aborted) return report({})
  for (const { level, says } of direct.findings) if (level === 'error') tell(says)
  const sending: SendOptions = { ...sendingFor(direct, window), trigger }
  const one = { ...target, oneAtATime: direct.oneAtATime }
  const alone = await throughControl({ runtime, target: one, sending, limit })
  const runner: ProfileRunner = {
    runtime,
    target: one,
    flow: direct.flow,
    sending: { ...sending, plain: alone.plain },
    limit,
    beside: pLimit(BESIDE),
    profiles: pLimit(PROFILES),
    waits: pLimit(PROFILES),
    signal,
  }
  const control = alone.row
  const uncoded = options.quick
    ? undefined
    : await withoutCoding(direct, { runtime, target, window, limit, signal, trigger })
  const results = await Promise.all(
    cases.map(async (one) => {
      const result = await runProfile(runner, one)
      tell(`${result.row.profile}: ${sayRow(result.row)}`)
      return result
    }),
  )
  const rows = results.map(({ row }) => row)
  if (options.quick && !signal.aborted)
    return report({ direct: control, rows, notes: [...report({}).notes, QUICK_NOTE] })
  if (signal.aborted) return report({ direct: control, rows })
  const framework = options.framework ?? direct.answered?.framework
  const { advice, after } = await advise({ ...runner, uncoded }, results, givenBy(direct), framework, tell)
  return report({ direct: control, rows, advice, beyond: beyondOf(results, after, control) })
}

/** The next command. */
const QUICK_NOTE =
  'Without --quick: the common profiles of each product, and what the application should send, verified.'

/** As many pieces as arrive within a few seconds, and the time that they need. */
export function sendingFor({ observation, flow }: { observation: Observation; flow: Flow }, window: Ms): SendOptions {
  const { pieces, response } = observation
  const from = response?.at ?? 0
  const inTime = pieces.findLastIndex(({ at }, n) => n < MAX_PIECES && at - from <= SLOW)
  const count = Math.max(1, inTime + 1)
  const last = pieces[count - 1]
  if (last === undefined || flow.events + flow.comments === 0)
    return { window: Math.min(window, 1000) + 2 * (observation.headAfter ?? 0), pieces: 1 }
  // The application may be slower with concurrent requests.
  const head = 2 * (observation.headAfter ?? 0)
  return { window: head + Math.min(window, 2 * (last.at - from) + 2000), pieces: count }
}

/** How the application streams when it is asked for no compression; undefined where its compression flushes, or it has none. */
async function withoutCoding(
  { answered }: DirectResult,
  {
    runtime,
    target,
    window,
    limit,
    signal,
    trigger,
  }: Pick<DirectOptions, 'runtime' | 'target' | 'window' | 'limit' | 'signal' | 'trigger'>,
): Promise<ProfileRunner['uncoded']> {
  if (answered === undefined || answered.encoding === '' || answered.events + answered.comments > 0) return undefined
  await using route = await startControl(runtime)
  const source = altered(askApplication(target.application), { identity: true })
  const observation = await limit(() => observe(route, target, source, { window, signal, trigger }))
  const flow = flowOf(observation)
  return { flow, sending: { ...sendingFor({ observation, flow }, window), trigger } }
}

/** The relay without a proxy: failures here are caused by the application, or by this machine. */
async function throughControl({
  runtime,
  target,
  sending,
  limit,
}: Pick<ProfileRunner, 'runtime' | 'target' | 'sending' | 'limit'>): Promise<{
  readonly row: Row
  readonly plain: Ms
}> {
  await using route = await startControl(runtime)
  const { passage } = await limit(async () => {
    const sent = await sendThrough(route, target, askApplication(target.application), sending)
    if (target.oneAtATime === true) await sent.free()
    return sent
  })
  const judged = judge(passage, undefined, undefined)
  const plain = Math.max(0, ...passage.pieces.map(({ after }) => after ?? 0))
  return { row: { profile: 'direct', build: '', ...judged }, plain }
}

const sayRow = ({ state, says, problems }: Row): string =>
  problems.length === 0 ? `${state}: ${says}` : `${state}: ${problems.map((one) => one.says).join('; ')}`

/**
 * Problems that cannot be remedied here for an application that uses a content coding, because nothing can be inserted into its
 * response.
 */
const NEEDS_WRITES: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['idle', 'idle-risk', 'leaves-late'])

/** Problems that no change of the application's response solves. A problem that also occurs without a proxy is the application's own. */
function beyondOf(
  results: readonly ProfileResult[],
  after: ReadonlyMap<string, Row>,
  control: Row,
): AppReport['beyond'] {
  const own = new Set(control.problems.map(({ kind }) => kind))
  return results.flatMap(({ row, passage }) => {
    const last = after.get(nameOf(row)) ?? row
    const isCoded = (passage?.sent?.encoding ?? '') !== ''
    const left = last.problems.filter(({ kind }) => !own.has(kind) && !(isCoded && NEEDS_WRITES.has(kind)))
    return left.map(({ says }) => ({ profile: row.profile, says }))
  })
}
