/** Runs one test case and records what was observed. It performs all effects and never judges. */

import type { Cell, Fact, HopRecord, Ms, Replacement, Settings, Trace, TraceState } from '../model/index.ts'
import { SseCompatError, sayError } from '../model/index.ts'
import { redactFact, redactText } from '../redact/redact.ts'
import { type Lowest, lackingMachine, watchResources } from '../runtimes/lacking-machine.ts'
import { now } from '../wire/timestamp.ts'
import { watchStalls } from './event-loop-stalls.ts'
import { machineFault } from './machine-fault.ts'
import { createStage, NETWORK_CHANGED, type Route } from './stage.ts'

/** A running route, and what is known about it. */
export interface RunningRoute extends Route {
  /** Resolves with a line for people when a proxy of the route exits without having been stopped. */
  readonly died: Promise<string>
  /** The line of a log that reports a process of a proxy ended by a signal after `since`. */
  crash(since: Ms): string | undefined
  /** True while the proxy responds. */
  answers(): Promise<boolean>
  /** Resolves when the proxy next to the client has reloaded its configuration. */
  reload(): Promise<void>
  logs(): string
  /** By how much the network's own delay varies; absent: there is no network. */
  jitter?(): Ms
}

/** After this many times a scenario's `longest`, the harness counts as hanging. */
const HANGS_AFTER = 3
/** Over a network: a scenario waits for the lab after each step, and `longest` is measured without a network. */
const HANGS_AFTER_FAR = 10

/** One watcher for all running test cases: a timer for each would itself cause the load that it detects. */
const watchers = new Set<(fact: Fact) => void>()
let watch: Disposable | undefined
function onStall(sink: (fact: Fact) => void): Disposable {
  watchers.add(sink)
  watch ??= watchStalls((ms, endedAt) => {
    for (const each of watchers) each({ t: endedAt, side: 'harness', fact: 'stall', ms })
  })
  return {
    [Symbol.dispose]() {
      watchers.delete(sink)
      if (watchers.size > 0) return
      watch?.[Symbol.dispose]()
      watch = undefined
    },
  }
}

/** Never rejects: every error becomes the trace's outcome. */
export async function record(
  cell: Cell,
  route: RunningRoute,
  earlierTries = 0,
  watch = watchResources,
): Promise<Trace> {
  const startedAt = new Date().toISOString()
  const zero = now()
  const { slower = 1 } = route
  const facts: Fact[] = []
  const sink = (fact: Fact): void => {
    const t = Math.round(((fact.t - zero) / slower) * 1000) / 1000
    facts.push(redactFact(fact.fact === 'stall' ? { ...fact, t, ms: fact.ms / slower } : { ...fact, t }))
  }
  using _stalls = onStall(sink)
  using resources = watch()
  const { stage, queued, close } = createStage(route, cell.axes, zero, sink)
  const run = cell.scenario.run(stage).then(
    (): TraceState => ({ state: 'complete' }),
    (error: unknown): TraceState => brokenBy('play', error, route.logs()),
  )
  let hang: NodeJS.Timeout | undefined
  const hangs = new Promise<TraceState>((resolve) => {
    const limit = cell.scenario.longest * (route.jitter === undefined ? HANGS_AFTER : HANGS_AFTER_FAR) * slower
    const message = `the scenario did not come to an end within ${limit / 1000} s`
    hang = setTimeout(() => resolve({ state: 'broken', stage: 'play', message, logs: route.logs(), late: true }), limit)
  })
  const ended = await Promise.race([run, diedOf(route), hangs])
  clearTimeout(hang)
  const isSound = ended.state === 'complete' && (await Promise.race([answersStill(route, facts), route.died]))
  await close()
  const ms = route.jitter?.()
  if (ms !== undefined) sink({ t: now(), side: 'harness', fact: 'act', name: 'jitter', detail: { ms } })
  const alive = ended.state === 'complete' && isSound !== true ? await completeIfAlive(route, facts) : ended
  const seen = crashedSince(zero, alive, facts, route) ?? alive
  const lacking = seen.state === 'broken' ? undefined : whatMachineLacked(seen, facts, route, resources.lowest())
  const withMachine = lacking === undefined ? seen : brokenBy('machine', lacking, route.logs())
  const outcome = facts.some(isNetworkChange) ? networkChanged(route) : withMachine
  const took = now() - zero - queued()
  return { ...headerOf(cell, route, startedAt, earlierTries), facts: inOrder(facts), outcome: redacted(outcome), took }
}

const isNetworkChange = (fact: Fact): boolean => fact.fact === 'act' && fact.name === NETWORK_CHANGED

/** Not the proxy's doing, and over when the test case runs again. */
function networkChanged(route: RunningRoute): TraceState {
  const message =
    'the network of this machine changed meanwhile (an interface or an address came or went, as when a container starts), and the browser ended its requests'
  return { state: 'broken', stage: 'machine', message, logs: route.logs(), late: true }
}

const endsOfPeers = (facts: readonly Fact[]) =>
  facts.flatMap((fact) => (fact.side === 'client' && fact.fact === 'end' && !fact.byUs ? [fact] : []))

/** The log is long, so it is read only where a stream was incomplete. */
const isWhole = (facts: readonly Fact[]): boolean => endsOfPeers(facts).every(({ message }) => message === 'complete')

/** A proxy that replaces a crashed process responds, but the streams of that process were not closed by a setting. */
function crashedSince(
  zero: Ms,
  { state }: TraceState,
  facts: readonly Fact[],
  route: RunningRoute,
): TraceState | undefined {
  const crash = state === 'complete' && !isWhole(facts) ? route.crash(zero) : undefined
  if (crash === undefined) return undefined
  return { state: 'proxy-died', message: `a signal ended a process of the proxy: ${crash.trim()}`, logs: route.logs() }
}

/** If the machine lacked something, nothing that was observed is a verdict on the proxy. */
function whatMachineLacked(
  { state }: TraceState,
  facts: readonly Fact[],
  route: RunningRoute,
  lowest: Lowest,
): SseCompatError | undefined {
  const ours = endsOfPeers(facts)
    .map(({ code }) => machineFault(code))
    .find((fault) => fault !== undefined)
  return ours ?? lackingMachine(state === 'complete' && isWhole(facts) ? '' : route.logs(), lowest)
}

/** A separate function, because its closure lives as long as the route, once for each of the route's test cases. */
const diedOf = (route: RunningRoute): Promise<TraceState> =>
  route.died.then((message): TraceState => ({ state: 'proxy-died', message, logs: route.logs() }))

/**
 * After stalls of the harness's own event loop of more than this in total (ms), a missing response is inconclusive: it may not
 * have been read.
 */
const STALL_TOLERANCE = 500
const MAX_REQUESTS = 4

async function answersStill(route: RunningRoute, facts: readonly Fact[]): Promise<boolean> {
  for (let asked = 0; asked < MAX_REQUESTS; asked += 1) {
    const before = facts.length
    if (await route.answers()) return true
    const stalls = facts.slice(before).flatMap((fact) => (fact.fact === 'stall' ? [fact.ms] : []))
    if (stalls.reduce((sum, ms) => sum + ms, 0) <= STALL_TOLERANCE) return false
  }
  return false
}

/**
 * A stream that ended because its proxy died must not be reported as one that the proxy closed. A proxy that did not respond is
 * requested again after all streams of the scenario are closed: they may have occupied all of its workers, as after a reload with
 * `ServerLimit 1`.
 */
async function completeIfAlive(route: RunningRoute, facts: readonly Fact[]): Promise<TraceState> {
  const outcome = await Promise.race([diedOf(route), answersStill(route, facts)])
  if (outcome === true) return { state: 'complete' }
  if (outcome !== false) return outcome
  const message = 'the proxy runs, but did not answer any more when the scenario was over and its streams were closed'
  return { state: 'proxy-died', message, logs: route.logs() }
}

/** The trace of a test case for which no route could be started. */
export function traceNotRun(
  cell: Cell,
  outcome: TraceState,
  hops: readonly HopRecord[],
  settings: Settings,
  earlierTries = 0,
): Trace {
  const header = headerOf(cell, { hops, settings }, new Date().toISOString(), earlierTries)
  return { ...header, facts: [], outcome: redacted(outcome), took: 0 }
}

/** The output of a proxy may quote a header or a URL that contains a secret. */
function redacted(outcome: TraceState): TraceState {
  const texts = Object.entries(outcome).map(([key, value]: [string, string | boolean]) => [
    key,
    typeof value === 'string' ? redactText(value) : value,
  ])
  return Object.fromEntries(texts) as unknown as TraceState
}

/** A fault of the harness itself; without a stack trace where the error is a foreseeable one. */
export function brokenBy(stage: string, error: unknown, logs: string): Extract<TraceState, { state: 'broken' }> {
  const where = error instanceof SseCompatError && error.where !== undefined ? `${error.where}: ` : ''
  const lacking = machineFault((error as NodeJS.ErrnoException | undefined)?.code, (error as Error).message)
  const late = error instanceof SseCompatError && error.code === 'not-reloaded' ? ({ late: true } as const) : {}
  return { state: 'broken', stage, message: `${where}${sayError(lacking ?? error)}`, logs, ...late }
}

function headerOf(
  cell: Cell,
  route: { readonly hops: readonly HopRecord[]; readonly settings: Settings; readonly clock?: number },
  startedAt: string,
  earlierTries: number,
): Omit<Trace, 'facts' | 'outcome' | 'took'> {
  return {
    schema: 3,
    kind: cell.kind,
    cell: cell.id,
    question: cell.question,
    scenario: cell.scenario.id,
    scenarioVersion: cell.scenario.version,
    axes: cell.axes,
    route: route.hops.map((hop) => ({ ...hop, replaced: hop.replaced.map(redactedEdit) })),
    runtime: cell.runtime,
    earlierTries,
    startedAt,
    settings: route.settings,
    ...(route.clock === undefined || route.clock === 1 ? {} : { clock: route.clock }),
  }
}

const redactedEdit = (edit: Replacement): Replacement => ({
  ...edit,
  was: redactText(edit.was),
  is: redactText(edit.is),
})

/** By time; facts with equal times keep the order in which they were recorded. */
const inOrder = (facts: readonly Fact[]): Fact[] => [...facts].sort((a, b) => a.t - b.t)
