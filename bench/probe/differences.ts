/** Compares the findings of two ways to run the same test cases. Pure. */
import { controlQuestion } from '../../harness/matrix/plan.ts'
import type { Finding, Ms, Scenario, Trace } from '../../harness/model/index.ts'
import { judge } from '../../harness/verdict/judge.ts'

/** `<scenario>/<axis values>/<criterion>` → finding. */
export type Found = ReadonlyMap<string, Finding>

export function foundIn(
  cells: readonly string[],
  traces: readonly Trace[],
  scenarioOf: (id: string) => Scenario | undefined,
): Found {
  const controls = new Map(
    traces.flatMap((trace) => (trace.kind === 'control' ? [[trace.question, trace] as const] : [])),
  )
  return new Map(
    traces.flatMap((trace) => {
      const scenario = scenarioOf(trace.scenario)
      if (scenario === undefined || !cells.includes(trace.cell)) return []
      const control = controls.get(controlQuestion(scenario, trace.axes))
      const values = Object.keys(scenario.axes).map((axis) => trace.axes[axis])
      return judge(scenario, trace, control).map(
        ({ criterion, finding }) => [[scenario.id, ...values, criterion.id].join('/'), finding] as const,
      )
    }),
  )
}

/** One line for each difference. A finding that one side could not judge is not a difference: that side reports it itself. */
export function differences(near: Found, far: Found): string[] {
  return [...near].flatMap(([key, one]) => {
    const other = far.get(key)
    if (other === undefined || one.outcome === 'noisy' || other.outcome === 'noisy') return []
    if (one.observed !== other.observed)
      return [`${key}: ${one.observed} (${one.actual}), through the lab ${other.observed} (${other.actual})`]
    return Object.entries(one.measures).flatMap(([name, { value, unit }]) => {
      const seen = other.measures[name]?.value
      // The number of samples taken in the time is not a property of the proxy.
      const isSampleCount = key.endsWith('/latency') && unit === 'events'
      // How many reads the burst's bytes take depends on when this process runs.
      const isOfReads = key.startsWith('burst/') && name === 'reads'
      const every = INTERVALS[name] ?? (isAbort(key) && name === 'writes' ? TOKENS_EVERY : undefined)
      const isAlike =
        every === undefined ? isSame(value, seen ?? 0, unit) : isSame(value * every, (seen ?? 0) * every, 'ms')
      return seen === undefined || isSampleCount || isOfReads || isAlike
        ? []
        : [`${key}: ${name} ${value} ${unit}, through the lab ${seen} ${unit}`]
    })
  })
}

/** Of a line of `differences`: the key of its finding. */
export const keyOf = (line: string): string => line.slice(0, line.indexOf(': '))

/**
 * Events that are sent at an interval (ms), until something happens: their number is a time. The first one after a client has left
 * is refused, or the second one, as its proxy had read everything before it closed, or not (`scenarios/client-leaves-busy/streams.ts`).
 */
const INTERVALS: Readonly<Record<string, Ms>> = { 'sent for nobody': 100 }
/** The tokens that a model generates until it learns of an abort (`scenarios/llm/aborting.ts`). */
const TOKENS_EVERY: Ms = 100
const isAbort = (key: string): boolean => key.startsWith('llm/') && key.endsWith('/abort')

/**
 * Bytes have to agree within 6 %, times within 10 % or 250 ms, counts exactly. A ratio is one of two other measures, or to the control,
 * which has no network in one of the two ways.
 */
function isSame(one: number, other: number, unit: string): boolean {
  const by = Math.abs(one - other)
  if (unit === 'ratio') return true
  if (unit === 'bytes') return by <= 0.06 * Math.max(one, other)
  return unit === 'ms' ? by <= Math.max(250, 0.1 * Math.max(one, other)) : by === 0
}
