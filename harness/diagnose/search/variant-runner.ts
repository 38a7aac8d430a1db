/**
 * Plays variants of one configuration: each on a proxy of its own, side by side, each cell once. A noisy one is played again,
 * with its control, at most twice.
 */
import { setTimeout as pause } from 'node:timers/promises'
import pLimit from 'p-limit'
import { startOrigin } from '../../../servers/origin/origin.ts'
import { controlCell, plan } from '../../matrix/plan.ts'
import type {
  Adapter,
  BuildFacts,
  Cell,
  Certificate,
  Ms,
  Profile,
  Runtime,
  Scenario,
  Trace,
} from '../../model/index.ts'
import { watchStalls } from '../../run/event-loop-stalls.ts'
import { createPlaces, type Places } from '../../run/route-pool.ts'
import { playBatch } from '../../run/scheduler.ts'
import { makeCertificate } from '../../runtimes/certificates.ts'
import { type Judged, judge } from '../../verdict/judge.ts'
import { overheard } from './early-findings.ts'

const MOST_REPLAYS = 2
/** Of the axis `front`. */
const PLAIN = 'h1'
/** A stall of our own from which on nothing is called certain, and how far a control may be behind. */
const DOUBT: Ms = 250
/** Over all variants; see harness/run/scheduler.ts for one run's. */
const SLOTS = { waiting: 160, timing: 40, heavy: 1 } as const

export interface Played {
  /** The question from the scenario on: `delivery/chunked/60/h1`. */
  readonly tail: string
  readonly cell: Cell
  readonly trace: Trace
  /** Absent where the proxy did not come up: then there is nothing to compare. */
  readonly control?: Trace
  readonly judged: readonly Judged[]
}

/** One variant, standing ready. Its proxy runs only while cells of it are played. */
export interface Variant {
  readonly profile: Profile
  readonly tails: readonly string[]
  /** Never rejects. Undefined when the signal came before, or see `Lab.fault`. */
  play(tail: string): Promise<Played | undefined>
}

export type Heard = (tail: string, says: string) => void

export interface Lab extends AsyncDisposable {
  /**
   * The same configuration is the same variant.
   * @param heard told of what is certain while a cell of it still plays; see `Scenario.certain`
   */
  variant(profile: Profile, heard?: Heard): Variant
  /** The first thing that went wrong with the lab itself. */
  readonly fault: unknown
  /** The trace of a question without a proxy. */
  control(tail: string): Promise<Trace | undefined>
}

export interface LabOptions {
  readonly runtime: Runtime
  readonly adapter: Adapter
  readonly build: BuildFacts
  readonly scenarios: readonly Scenario[]
  /** Axis name → values to play, e.g. the fronts of the route. */
  readonly axes: Readonly<Record<string, readonly string[]>>
  readonly signal: AbortSignal
}

export function createLab(options: LabOptions): Lab {
  const { runtime, adapter, build, scenarios, axes, signal } = options
  const limits = { waiting: pLimit(SLOTS.waiting), timing: pLimit(SLOTS.timing), heavy: pLimit(SLOTS.heavy) }
  const variants = new Map<string, Variant>()
  const controlTraces = new Map<string, Promise<Trace | undefined>>()
  /** What controls left no doubt about: the proxy is not to blame for it. */
  const saidByControls = new Set<string>()
  const opened: Places[] = []
  let certificate: Promise<Certificate> | undefined
  let fault: unknown
  let stalledAt = Number.NEGATIVE_INFINITY
  const stalls = watchStalls(
    () => {
      stalledAt = performance.now()
    },
    { threshold: DOUBT },
  )

  function open(): Places {
    const places = createPlaces({
      runtime,
      adapterOf: () => adapter,
      startOrigin,
      unprivileged: true,
      certificate: () => {
        certificate ??= makeCertificate()
        return certificate
      },
    })
    opened.push(places)
    return places
  }
  const controlPlaces = open()

  /** One cell's trace; undefined when the signal came. */
  async function traceOf(cell: Cell, places: Places, playedBefore: number): Promise<Trace | undefined> {
    return limits[cell.scenario.load](async () => {
      let trace: Trace | undefined
      await playBatch([cell], {
        places,
        signal,
        playedBefore,
        async onTrace(_, played) {
          trace = played
        },
      })
      return trace
    })
  }

  function controlOf(control: Cell): Promise<Trace | undefined> {
    const known = controlTraces.get(control.id)
    if (known !== undefined) return known
    const scenario = overheard(control.scenario, (says) => saidByControls.add(`${control.id} ${says}`))
    const played = traceOf({ ...control, scenario }, controlPlaces, 0)
    controlTraces.set(control.id, played)
    return played
  }

  /** Passes on what is certain of a cell, where neither the harness nor the control gives reason to doubt. */
  function listening(cell: Cell, control: Cell, heard: Heard): Cell {
    async function hear(says: string, since: Ms): Promise<void> {
      // The control plays at the same time, and may be a little behind.
      await Promise.race([controlOf(control), pause(DOUBT)])
      if (!signal.aborted && stalledAt < since && !saidByControls.has(`${control.id} ${says}`))
        heard(tailOf(cell), says)
    }
    return { ...cell, scenario: overheard(cell.scenario, (says, since) => void hear(says, since)) }
  }

  async function playCell(cell: Cell, control: Cell, places: Places, heard?: Heard): Promise<Played | undefined> {
    const played = heard === undefined ? cell : listening(cell, control, heard)
    for (let round = 0; ; round += 1) {
      if (round > 0) controlTraces.delete(control.id)
      const besides = controlOf(control)
      const trace = await traceOf(played, places, round)
      if (trace?.outcome.state === 'refused') {
        return { tail: tailOf(cell), cell, trace, judged: judge(cell.scenario, trace, undefined) }
      }
      const beside = await besides
      if (trace === undefined || beside === undefined) return undefined
      const judged = judge(cell.scenario, trace, beside)
      // What is broken will not mend by being played again.
      const isNoisy = beside.outcome.state === 'complete' && judged.some(({ finding }) => finding.outcome === 'noisy')
      if (!isNoisy || round === MOST_REPLAYS) return { tail: tailOf(cell), cell, trace, control: beside, judged }
    }
  }

  /** So that no promise that nobody waits for any more ends the process. */
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
      const planned = cellsOf(profile, build, scenarios, axes, runtime)
      const places = open()
      const played = new Map<string, Promise<Played | undefined>>()
      const variant: Variant = {
        profile,
        tails: [...planned.keys()],
        play(tail) {
          const before = played.get(tail)
          if (before !== undefined) return before
          const one = planned.get(tail)
          const now =
            one === undefined ? Promise.resolve(undefined) : sound(playCell(one.cell, one.control, places, heard))
          played.set(tail, now)
          return now
        },
      }
      variants.set(profile.id, variant)
      return variant
    },
    async control(tail) {
      const [any] = variants.values()
      if (any === undefined) return undefined
      const one = cellsOf(any.profile, build, scenarios, axes, runtime).get(tail)
      return one && sound(controlOf(one.control))
    },
    async [Symbol.asyncDispose]() {
      stalls[Symbol.dispose]()
      await Promise.all(opened.map((places) => places[Symbol.asyncDispose]()))
    },
  }
}

/** Whether a question's tail is a scenario's; one without axes has nothing behind its name. */
export const isOf = (tail: string, scenario: string): boolean => tail.split('/', 1)[0] === scenario

/** `delivery/chunked/60/h1` of `nginx/check/delivery/chunked/60/h1`. */
const tailOf = ({ question }: Cell): string => question.split('/').slice(2).join('/')

function cellsOf(
  profile: Profile,
  build: BuildFacts,
  scenarios: readonly Scenario[],
  axes: LabOptions['axes'],
  runtime: Runtime,
): ReadonlyMap<string, { readonly cell: Cell; readonly control: Cell }> {
  const found = new Map<string, { cell: Cell; control: Cell }>()
  for (const scenario of scenarios) {
    const own = Object.fromEntries(Object.entries(axes).flatMap(([name, values]) => chosen(scenario, name, values)))
    const { cells } = plan({
      scenarios: [{ ...scenario, asks: 'every' }],
      profiles: [profile],
      builds: [build],
      runtime: runtime.id,
      axes: own,
    })
    for (const cell of cells) {
      const control = controlCell(scenario, cell.axes, runtime.id)
      found.set(tailOf(cell), { cell: { ...cell, scenario }, control })
    }
  }
  return found
}

/** A scenario that knows none of the wanted values plays the plain one; one that does not know that either is not for this route. */
function chosen(scenario: Scenario, name: string, wanted: readonly string[]): [string, readonly string[]][] {
  const all = scenario.axes[name]
  if (all === undefined) return []
  const some = all.filter((value) => wanted.includes(value))
  return [[name, some.length > 0 ? some : all.filter((value) => value === PLAIN)]]
}
