/** Compares the findings of two ways to run the same test cases. Pure. */
import { controlQuestion } from '../../harness/matrix/plan.ts'
import type { Finding, Ms, Scenario, Trace } from '../../harness/model/index.ts'
import { judge } from '../../harness/verdict/judge.ts'

/** `<scenario>/<axis values>/<criterion>` → finding; `outcome` as the criterion: how the test case ended, since one that failed has no finding. */
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
      if (scenario === undefined || !cells.includes(trace.cell) || trace.outcome.state === 'skipped') return []
      const control = controls.get(controlQuestion(scenario, trace.axes))
      const values = Object.keys(scenario.axes).map((axis) => trace.axes[axis])
      const findings = judge(scenario, trace, control).map(({ criterion, finding }) => [criterion.id, finding] as const)
      return [[OUTCOME, outcomeOf(trace)] as const, ...findings].map(
        ([id, finding]) => [[scenario.id, ...values, id].join('/'), finding] as const,
      )
    }),
  )
}

const OUTCOME = 'outcome'

const outcomeOf = ({ outcome }: Trace): Finding => ({
  outcome: 'measured',
  observed: outcome.state,
  expected: '',
  actual: 'message' in outcome ? outcome.message : '',
  measures: {},
  evidence: [],
})

/**
 * One line for each difference. What only one side could judge, or measured, is one: the other one cannot be trusted there.
 * @param products those of the chain
 */
export function differences(near: Found, far: Found, products: readonly string[] = []): string[] {
  return [...near].flatMap(([key, one]) => {
    const other = far.get(key)
    if (other === undefined) return []
    if (one.observed !== other.observed)
      return [`${key}: ${one.observed} (${one.actual}), through the lab ${other.observed} (${other.actual})`]
    const names = new Set([...Object.keys(one.measures), ...Object.keys(other.measures)])
    return [...names].flatMap((name) => {
      const unit = (one.measures[name] ?? other.measures[name])?.unit ?? ''
      const [value, seen] = [one.measures[name]?.value, other.measures[name]?.value]
      if (value === undefined || seen === undefined)
        return [`${key}: ${name} ${value ?? 'none'}, through the lab ${seen ?? 'none'}`]
      // The number of samples taken in the time is not a property of the proxy.
      const isSampleCount = key.endsWith('/latency') && unit === 'events'
      // How many reads the burst's bytes take depends on when this process runs: six runs behind one nginx took from 2 to 98.
      const isOfReads = key.startsWith('burst/') && name === 'reads'
      const every = INTERVALS[name] ?? (isAbort(key) && name === 'writes' ? TOKENS_EVERY : undefined)
      const isOfThreads = products.includes('apache') && key.startsWith('capacity/') && OF_THREADS.includes(name)
      const isAlmost = isOfThreads && Math.abs(value - seen) <= 0.05 * Math.max(value, seen)
      const isAlike = every === undefined ? isSame(value, seen, unit) : isSame(value * every, seen * every, 'ms')
      return isSampleCount || isOfReads || isAlmost || isAlike
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
/**
 * Of Apache's 400 threads some stay idle, differently each time: its processes accept by themselves, and one that was just full does not
 * at once again. Six runs without a lab counted from 395 to 400 streams. The lab's messages, whose connections are accepted in between,
 * leave more processes so: six runs counted from 387 to 395.
 */
const OF_THREADS: readonly string[] = ['streams', 'all']
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
