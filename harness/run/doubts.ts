/** Which test cases have to be retried: inconclusive ones, and those whose reason for "not applicable" is contradicted by others. */
import { buildsOf, controlQuestion } from '../matrix/plan.ts'
import type { Cell, CellId, CriterionId, Ms, RouteCase, Scenario, Trace } from '../model/index.ts'
import { longestStall } from '../trace/facts.ts'
import { isNoisyByControl, judge } from '../verdict/judge.ts'

/** After event-loop stalls of the harness longer than this, a fault of the harness may have no other cause. */
const STALL_TOLERANCE: Ms = 500

export interface Doubts {
  /** True if it is inconclusive, with the control that exists so far. */
  isNoisy(cell: Cell): boolean
  /** True if it is inconclusive because of its control, which then has to be retried too. */
  isNoisyByControl(cell: RouteCase): boolean
  /**
   * Test cases with a finding that is not applicable because a criterion of another scenario fails (`see delivery/live`), which
   * passes on the same route, with the same values of the axes that both have. A busy machine loses a request, not only a proxy.
   */
  contradicted(cells: readonly RouteCase[]): RouteCase[]
}

interface Judged {
  readonly trace: Trace
  readonly control: Trace | undefined
  readonly noisy: boolean
  readonly byControl: boolean
  readonly passes: readonly string[]
  /** Criteria of other scenarios that are given as a reason. */
  readonly reasons: readonly CriterionId[]
}

/** @param traces the last one of each test case and control. Results are cached, since judging a whole matrix takes seconds. */
export function createDoubts(traces: ReadonlyMap<CellId, Trace>): Doubts {
  const known = new Map<CellId, Judged>()
  function judged(cell: Cell): Judged | undefined {
    const trace = traces.get(cell.id)
    if (trace === undefined) return undefined
    const control = traces.get(controlQuestion(cell.scenario, cell.axes))
    const before = known.get(cell.id)
    if (before?.trace === trace && before.control === control) return before
    const now = { trace, control, ...judgedAs(cell.scenario, trace, control) }
    known.set(cell.id, now)
    return now
  }
  return {
    isNoisy: (cell) => judged(cell)?.noisy ?? false,
    isNoisyByControl: (cell) => judged(cell)?.byControl ?? true,
    contradicted(cells) {
      const withReason = cells.filter((cell) => (judged(cell)?.reasons.length ?? 0) > 0)
      if (withReason.length === 0) return []
      const others = Map.groupBy(cells, (cell) => `${routeOf(cell)} ${cell.scenario.id}`)
      return withReason.filter((cell) =>
        judged(cell)?.reasons.some((reason) => {
          const [scenario = ''] = reason.split('/')
          const same = others.get(`${routeOf(cell)} ${scenario}`)?.filter((other) => isLike(cell, other)) ?? []
          return same.length > 0 && same.every((other) => judged(other)?.passes.includes(reason) ?? false)
        }),
      )
    },
  }
}

const routeOf = ({ profile, route, runtime }: RouteCase): string =>
  `${profile.proxy}/${profile.id}@${buildsOf(route)}@${runtime}`

/** Has the same value of each axis that both have. */
const isLike = (one: RouteCase, other: RouteCase): boolean =>
  Object.entries(other.axes).every(([axis, value]) => (one.axes[axis] ?? value) === value)

function judgedAs(scenario: Scenario, trace: Trace, control: Trace | undefined): Omit<Judged, 'trace' | 'control'> {
  const { outcome } = trace
  const none = { byControl: false, passes: [], reasons: [] }
  // With many others running, a proxy may not respond in time, or a scenario not finish; a retry with few others decides.
  if (outcome.state === 'proxy-died') return { ...none, noisy: true }
  if (outcome.state === 'broken')
    return { ...none, noisy: outcome.late === true || longestStall(trace) > STALL_TOLERANCE }
  const found = judge(scenario, trace, control)
  const noisy = found.some(({ finding }) => finding.outcome === 'noisy')
  return {
    noisy,
    byControl: noisy && isNoisyByControl(scenario, trace, control),
    passes: found.flatMap(({ criterion, finding }) =>
      finding.outcome === 'pass' ? [`${scenario.id}/${criterion.id}`] : [],
    ),
    reasons: found.flatMap(({ finding: { dependsOn } }) =>
      dependsOn === undefined || dependsOn.startsWith(`${scenario.id}/`) ? [] : [dependsOn],
    ),
  }
}
