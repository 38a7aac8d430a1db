/**
 * Runs test cases with their controls. Inconclusive ones are retried once while others run, then at most twice with few others
 * running at the same time; so are those that others contradict.
 */
import { controlCell, controlQuestion } from '../matrix/plan.ts'
import type { Cell, CellId, ControlCase, RouteCase, RunTiming, Trace } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { createDoubts } from './doubts.ts'
import type { Slots } from './scheduler.ts'
import type { LastsOf } from './start-order.ts'
import type { Team } from './team/team.ts'

const MAX_RETRIES = 2
/** Slots for the retries at the end: many concurrent test cases may be what made a test case inconclusive. */
const FEW: Slots = { waiting: 24, timing: 3, heavy: 1, 'waiting, own': 4, 'timing, own': 2 }
/**
 * Up to this many inconclusive test cases with the same control are retried together with it. Where there are more, the control
 * is retried first, since most of them may be conclusive with a better one.
 */
const MAX_RETRIED_TOGETHER = 8

export interface RunCasesOptions {
  readonly cells: readonly RouteCase[]
  readonly controls: readonly ControlCase[]
  /** Runs the test cases. It is not disposed of here. */
  readonly team: Team
  /** How many run concurrently in the first round. Default: as many as this machine can carry. */
  readonly slots?: Slots
  /** The order in which they start. */
  readonly lasts?: LastsOf
  readonly signal: AbortSignal
  /** Receives each trace as soon as it exists; a retried test case calls it again. */
  onTrace?(trace: Trace): void
  /** Called for a test case that seems inconclusive: it will probably be retried. */
  readonly onDoubt?: () => void
  /** Called for a test case or a control that is retried while others run. */
  readonly onRetryAtOnce?: () => void
  /** Called with the number of test cases, and controls, that are retried at the end. */
  readonly onRetries?: (cells: number) => void
  /** Receives a line for people, e.g. about a worker that ended unexpectedly. */
  readonly onNote?: (line: string) => void
}

/**
 * The traces that were recorded until the end, or until the signal.
 * @returns `traces`: the last try of each test case; `earlier`: its previous tries
 */
export async function runCases(
  options: RunCasesOptions,
): Promise<{ traces: Trace[]; earlier: readonly Trace[]; timing: RunTiming }> {
  const { cells, controls, team, signal } = options
  const slots = options.slots === undefined ? {} : { slots: options.slots }
  const order = options.lasts === undefined ? {} : { lasts: options.lasts }
  const note = options.onNote === undefined ? {} : { onNote: options.onNote }
  const traces = new Map<CellId, Trace>()
  const earlier: Trace[] = []
  const { isNoisy, isNoisyByControl, contradicted } = createDoubts(traces)
  const retriedAtOnce = new Set<CellId>()
  const controlsById = new Map(controls.map((cell): [string, ControlCase] => [cell.id, cell]))
  const tries = new Map<CellId, number>()
  const triesOf = ({ id }: Cell): number => tries.get(id) ?? 0
  let retried = 0
  let isWave = true
  async function onTrace(cell: Cell, trace: Trace): Promise<boolean> {
    const before = traces.get(trace.cell)
    if (before !== undefined && cell.kind === 'route') earlier.push(before)
    traces.set(trace.cell, trace)
    tries.set(cell.id, triesOf(cell) + 1)
    options.onTrace?.(trace)
    // Judged here while its facts are in memory and others still run. A trace that arrived before its control is judged later.
    const question = controlQuestion(cell.scenario, cell.axes)
    if (!traces.has(question) || !isNoisy(cell)) return false
    // An inconclusive control makes all that are compared with it inconclusive, so it is the one to retry. A proxy that died is
    // not started again beside what else uses it: it may die again.
    const control = controlsById.get(question)
    const isControlSound = cell.kind === 'control' || control === undefined || !isNoisy(control)
    const isAlive = trace.outcome.state !== 'proxy-died'
    if (isWave && isControlSound && isAlive && !retriedAtOnce.has(cell.id)) {
      retriedAtOnce.add(cell.id)
      if (cell.kind === 'route') retried += 1
      options.onRetryAtOnce?.()
      return true
    }
    if (cell.kind === 'route') options.onDoubt?.()
    return false
  }
  const startedAt = now()
  const timings: RunTiming[] = []
  for (const [n, wave] of wavesOf(cells).entries()) {
    if (signal.aborted) break
    timings.push(
      await team.run(n === 0 ? [...controls, ...wave] : wave, {
        signal,
        onTrace,
        triesOf,
        ...slots,
        ...order,
        ...note,
      }),
    )
  }
  const cellsRun = traces.size
  isWave = false
  const retry = async (some: readonly Cell[]): Promise<void> => {
    options.onRetries?.(some.length)
    for (const wave of fillingLast(some)) {
      if (signal.aborted) break
      timings.push(await team.run(wave, { signal, onTrace, slots: FEW, triesOf, ...note }))
    }
  }
  const inDoubt = (): RouteCase[] => {
    const opposed = new Set(contradicted(cells))
    return cells.filter((cell) => isNoisy(cell) || opposed.has(cell))
  }
  for (let round = 1; round <= MAX_RETRIES && !signal.aborted; round += 1) {
    const doubted = inDoubt()
    if (doubted.length === 0) break
    // An inconclusive control makes every test case that is compared with it inconclusive; with another control most of them are
    // conclusive.
    const byControl = doubted.filter(isNoisyByControl)
    const theirs = Map.groupBy(byControl, ({ scenario, axes }) => controlQuestion(scenario, axes))
    const crowds = [...theirs.values()].filter(({ length }) => length > MAX_RETRIED_TOGETHER).flat()
    if (crowds.length > 0) await retry(controlsOf(crowds))
    const still = inDoubt()
    retried += still.length
    await retry([...controlsOf(byControl.filter((cell) => !crowds.includes(cell))), ...still])
  }
  const timing = { ...sumOf(timings), wall: now() - startedAt, cells: cellsRun, retried }
  return { traces: [...traces.values()], earlier, timing }
}

/** Each control once. */
export function controlsOf(cells: readonly RouteCase[]): readonly ControlCase[] {
  const controls = cells.map(({ scenario, axes, runtime }) => controlCell(scenario, axes, runtime))
  return [...new Map(controls.map((cell) => [cell.id, cell])).values()]
}

/**
 * The first wave has the first build of each product, the second wave the second one, and so on. All proxies of a wave run at the
 * same time, and those of four builds have more threads than a machine has process ids.
 */
function wavesOf(cells: readonly RouteCase[]): RouteCase[][] {
  const builds = new Map<string, string[]>()
  const waves: RouteCase[][] = [[]]
  for (const cell of cells) {
    const { product, id } = cell.route[0].build
    const known = builds.get(product) ?? []
    if (!known.includes(id)) builds.set(product, [...known, id])
    const wave = Math.max(0, (builds.get(product) ?? []).indexOf(id))
    waves[wave] ??= []
    waves[wave].push(cell)
  }
  return waves.flatMap(fillingLast)
}

/**
 * A chain that runs elsewhere is one for all test cases: one that opens as many streams as it serves comes after the others, which
 * would get none, and whose streams would count.
 */
function fillingLast<C extends Cell>(cells: readonly C[]): C[][] {
  const isFilling = ({ runtime, kind, scenario }: C): boolean =>
    runtime === 'remote' && kind === 'route' && scenario.load === 'heavy'
  return [cells.filter((cell) => !isFilling(cell)), cells.filter(isFilling)].filter(({ length }) => length > 0)
}

/** The sum for waves that ran one after the other. */
function sumOf(timings: readonly RunTiming[]): RunTiming {
  const sum = (of: (timing: RunTiming) => number): number => timings.map(of).reduce((a, b) => a + b, 0)
  return {
    wall: sum(({ wall }) => wall),
    lowerBound: sum(({ lowerBound }) => lowerBound),
    longestCell: Math.max(0, ...timings.map(({ longestCell }) => longestCell)),
    sumOfCells: sum(({ sumOfCells }) => sumOfCells),
    slots: timings[0]?.slots ?? 0,
    cells: sum(({ cells }) => cells),
    retried: 0,
    stallTime: sum(({ stallTime }) => stallTime),
    cpu: 0,
  }
}
