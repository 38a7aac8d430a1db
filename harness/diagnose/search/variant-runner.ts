/**
 * Runs variants of one configuration: each on its own proxy, concurrently, each test case once. Inconclusive test cases are
 * retried, with their control, at most twice.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type {
  Adapter,
  BuildFacts,
  Cell,
  Certificate,
  Ms,
  OriginKind,
  Profile,
  Runtime,
  Scenario,
  Trace,
} from '../../model/index.ts'
import { watchStalls } from '../../run/event-loop-stalls.ts'
import { createRoutePool, type RoutePool } from '../../run/route-pool.ts'
import { runBatch } from '../../run/scheduler.ts'
import { makeCertificate } from '../../runtimes/certificates.ts'
import { type Judged, judge } from '../../verdict/judge.ts'
import { settle } from '../../verdict/settle-tries.ts'
import { overheard } from './early-findings.ts'
import { plannedCells, tailOf } from './planned-cells.ts'
import type { SharedMachine } from './shared-machine.ts'

const MAX_RETRIES = 2
/** After a stall of the harness longer than this nothing is reported as certain; also the maximum delay of a control. */
const STALL_TOLERANCE: Ms = 250

export interface CaseRun {
  /** The question without product and profile: `delivery/chunked/60/h1`. */
  readonly tail: string
  readonly cell: Cell
  readonly trace: Trace
  /** Absent where the proxy did not start: then there is nothing to compare. */
  readonly control?: Trace
  /** Settled over its tries. */
  readonly judged: readonly Judged[]
  /** The findings of each try; `trace` is the last try's. */
  readonly tries: readonly (readonly Judged[])[]
}

/** One variant, ready to run. Its proxy runs only while test cases of the variant run. */
export interface Variant {
  readonly profile: Profile
  readonly tails: readonly string[]
  /** Never rejects. Undefined when the signal came first, or see `VariantRunner.fault`. */
  run(tail: string): Promise<CaseRun | undefined>
  /** Runs a test case once more, with almost nothing else at the same time (see `SharedMachine.alone`); its result replaces the one that `run` returns. */
  runAgain(tail: string): Promise<CaseRun | undefined>
}

export type Heard = (tail: string, says: string) => void

export interface VariantRunner extends AsyncDisposable {
  /**
   * The same configuration returns the same variant.
   * @param heard called with findings that are certain while a test case still runs; see `Scenario.certain`
   */
  variant(profile: Profile, heard?: Heard): Variant
  /** The first failure of the harness itself. */
  readonly fault: unknown
  /** The control of a question. */
  control(tail: string): Promise<Trace | undefined>
  /** One more try of a test case, on a new proxy, with at most two others that were spoiled too at the same time on any route. */
  alone(profile: Profile, tail: string): Promise<CaseRun | undefined>
}

export interface VariantRunnerOptions {
  /** Shared by all routes of a check. */
  readonly machine: SharedMachine
  readonly runtime: Runtime
  readonly adapter: Adapter
  readonly originOf: (cell: Cell) => OriginKind
  readonly build: BuildFacts
  readonly scenarios: readonly Scenario[]
  /** Axis name → values to run, e.g. the fronts of the route. */
  readonly axes: Readonly<Record<string, readonly string[]>>
  readonly signal: AbortSignal
}

export function createVariantRunner(options: VariantRunnerOptions): VariantRunner {
  const { runtime, adapter, originOf, build, scenarios, axes, signal, machine } = options
  const variants = new Map<string, Variant>()
  const controlTraces = new Map<string, Promise<Trace | undefined>>()
  /** Findings that are certain in a control too: the proxy is not responsible for them. */
  const saidByControls = new Set<string>()
  const opened: RoutePool[] = []
  let certificate: Promise<Certificate> | undefined
  let fault: unknown
  let stalledAt = Number.NEGATIVE_INFINITY
  const stalls = watchStalls(
    () => {
      stalledAt = performance.now()
    },
    { threshold: STALL_TOLERANCE },
  )

  function open(): RoutePool {
    const routes = createRoutePool({
      runtime,
      adapterOf: () => adapter,
      originOf,
      unprivileged: true,
      starts: machine.starts,
      certificate: () => {
        certificate ??= makeCertificate()
        return certificate
      },
    })
    opened.push(routes)
    return routes
  }
  const controlPlaces = open()

  /** One test case's trace; undefined on the signal. */
  async function traceOf(cell: Cell, routes: RoutePool, earlierTries: number): Promise<Trace | undefined> {
    let trace: Trace | undefined
    await runBatch([cell], {
      routes,
      signal,
      triesOf: () => earlierTries,
      async onTrace(_, ran) {
        trace = ran
        return false
      },
    })
    return trace
  }

  const besides = (cell: Cell, routes: RoutePool, earlierTries: number): Promise<Trace | undefined> =>
    machine.beside(cell, () => traceOf(cell, routes, earlierTries))

  function controlOf(control: Cell): Promise<Trace | undefined> {
    const known = controlTraces.get(control.id)
    if (known !== undefined) return known
    const scenario = overheard(control.scenario, (says) => saidByControls.add(`${control.id} ${says}`))
    const ran = besides({ ...control, scenario }, controlPlaces, 0)
    controlTraces.set(control.id, ran)
    return ran
  }

  /** Reports certain findings of a test case, where neither the harness nor the control gives a reason for doubt. */
  function listening(cell: Cell, control: Cell, heard: Heard): Cell {
    async function hear(says: string, since: Ms): Promise<void> {
      // The control runs at the same time and may be a little later.
      await Promise.race([controlOf(control), pause(STALL_TOLERANCE)])
      if (!signal.aborted && stalledAt < since && !saidByControls.has(`${control.id} ${says}`))
        heard(tailOf(cell), says)
    }
    return { ...cell, scenario: overheard(cell.scenario, (says, since) => void hear(says, since)) }
  }

  async function runCell(cell: Cell, control: Cell, routes: RoutePool, heard?: Heard): Promise<CaseRun | undefined> {
    const listened = heard === undefined ? cell : listening(cell, control, heard)
    const tries: (readonly Judged[])[] = []
    for (let round = 0; ; round += 1) {
      if (round > 0) controlTraces.delete(control.id)
      const beside = controlOf(control)
      const trace = await besides(listened, routes, round)
      const ran = await withControl(cell, trace, beside, tries)
      if (ran === undefined || round === MAX_RETRIES || !isInconclusive(ran)) return ran
    }
  }

  /** Adds a try to the earlier ones; a try whose proxy refused its configuration needs no control. */
  async function withControl(
    cell: Cell,
    trace: Trace | undefined,
    besideIt: Promise<Trace | undefined>,
    tries: (readonly Judged[])[],
  ): Promise<CaseRun | undefined> {
    const control = trace?.outcome.state === 'refused' ? undefined : await besideIt
    if (trace === undefined || (control === undefined && trace.outcome.state !== 'refused')) return undefined
    tries.push(judge(cell.scenario, trace, control))
    const judged = settle(tries)
    return { tail: tailOf(cell), cell, trace, judged, tries: [...tries], ...(control === undefined ? {} : { control }) }
  }

  async function runAlone(profile: Profile, tail: string): Promise<CaseRun | undefined> {
    const one = plannedCells(profile, build, scenarios, axes, runtime.id).get(tail)
    if (one === undefined) return undefined
    const routes = open()
    return machine.alone(one.cell, async () => {
      // With its control, as in the first run: one after the other takes twice the time, in which nothing else may run.
      const control = traceOf(one.control, controlPlaces, 0)
      const trace = await traceOf(one.cell, routes, 1)
      return withControl(one.cell, trace, control, [])
    })
  }

  /** Avoids that the rejection of a promise that is no longer awaited ends the process. */
  async function sound<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work
    } catch (error) {
      fault ??= error
      return undefined
    }
  }

  return {
    get fault() {
      return fault
    },
    variant(profile, heard) {
      const known = variants.get(profile.id)
      if (known !== undefined) return known
      const planned = plannedCells(profile, build, scenarios, axes, runtime.id)
      const routes = open()
      const ran = new Map<string, Promise<CaseRun | undefined>>()
      const variant: Variant = {
        profile,
        tails: [...planned.keys()],
        run(tail) {
          const before = ran.get(tail)
          if (before !== undefined) return before
          const one = planned.get(tail)
          const now =
            one === undefined ? Promise.resolve(undefined) : sound(runCell(one.cell, one.control, routes, heard))
          ran.set(tail, now)
          return now
        },
        runAgain(tail) {
          const now = sound(runAlone(profile, tail))
          ran.set(tail, now)
          return now
        },
      }
      variants.set(profile.id, variant)
      return variant
    },
    async control(tail) {
      const [any] = variants.values()
      if (any === undefined) return undefined
      const one = plannedCells(any.profile, build, scenarios, axes, runtime.id).get(tail)
      return one && sound(controlOf(one.control))
    },
    alone: (profile, tail) => sound(runAlone(profile, tail)),
    async [Symbol.asyncDispose]() {
      stalls[Symbol.dispose]()
      await Promise.all(opened.map((routes) => routes[Symbol.asyncDispose]()))
    },
  }
}

/** Whether a question's tail belongs to a scenario; the tail of a scenario without axes is only its name. */
export const isOf = (tail: string, scenario: string): boolean => tail.split('/', 1)[0] === scenario

/** No try has a result for some criterion, although the control ran: another try may have one. */
function isInconclusive({ control, tries }: CaseRun): boolean {
  // A failure of the harness does not go away by running it again.
  if (control?.outcome.state !== 'complete') return false
  const [first = []] = tries
  return first.some(({ criterion }) =>
    tries.every((one) =>
      one.some((judged) => judged.criterion.id === criterion.id && judged.finding.outcome === 'noisy'),
    ),
  )
}
