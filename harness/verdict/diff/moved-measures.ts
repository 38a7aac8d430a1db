/** Which numbers changed between two runs. The rule is described in docs/ci.md, "What counts as moved". Pure. */
import type { Measure } from '../../model/index.ts'
import type { ComparableCase } from './comparable.ts'

export interface Moved {
  readonly subject: string
  readonly criterion: string
  readonly measure: string
  readonly unit: Measure['unit']
  readonly direction: 'up' | 'down'
  /** Medians over the cases that changed. */
  readonly before: number
  readonly after: number
  /** Names of the cases that changed, and their number. */
  readonly cases: readonly string[]
  readonly of: number
}

export type Pair = readonly [before: ComparableCase, after: ComparableCase]

/** Share of the median by which two measurements of the same thing differ on a machine with other users. */
const SHARE: Readonly<Record<Measure['unit'], number>> = {
  ms: 0.25,
  bytes: 0.05,
  events: 0.05,
  count: 0.05,
  ratio: 0.05,
}
/** Minimum difference, ms: the timers of the system and of an event loop are not more exact. */
const MIN_MS = 10

/** The range of possible values: of its tries, or around its one value. */
function rangeOf({ value, unit, spread }: Measure): readonly [least: number, most: number] {
  const room = Math.max(SHARE[unit] * Math.abs(value), unit === 'ms' ? MIN_MS : 0)
  return [Math.min(value, spread?.least ?? value) - room, Math.max(value, spread?.most ?? value) + room]
}

/** Undefined where the ranges overlap. */
export function directionOf(before: Measure, after: Measure): Moved['direction'] | undefined {
  if (before.unit !== after.unit) return undefined
  const [was, is] = [rangeOf(before), rangeOf(after)]
  if (is[0] > was[1]) return 'up'
  return is[1] < was[0] ? 'down' : undefined
}

interface Step {
  readonly subject: string
  readonly name: string
  readonly criterion: string
  readonly measure: string
  readonly unit: Measure['unit']
  readonly before: number
  readonly after: number
  readonly direction: Moved['direction'] | undefined
}

/** @param controls of the same cases: a change that also occurs without a proxy is attributed to the machine */
export function movedMeasures(pairs: readonly Pair[], controls: readonly Pair[]): readonly Moved[] {
  const ofMachine = new Map(
    controls.flatMap(stepsOf).map((step) => [`${step.name} ${step.criterion} ${step.measure}`, step.direction]),
  )
  const steps = pairs.flatMap(stepsOf).map((step): Step => {
    const machine = ofMachine.get(`${step.name} ${step.criterion} ${step.measure}`)
    return machine !== undefined && machine === step.direction ? { ...step, direction: undefined } : step
  })
  const groups = Map.groupBy(steps, ({ subject, criterion, measure }) => [subject, criterion, measure].join('\n'))
  return [...groups.values()].flatMap((group) =>
    (['up', 'down'] as const).flatMap((direction) => movedGroup(group, direction)),
  )
}

/** A single case may be an accident: more than half of the cases that have the measure have to change in one direction. */
function movedGroup(group: readonly Step[], direction: Moved['direction']): Moved[] {
  const moved = group.filter((step) => step.direction === direction)
  const [first] = moved
  if (first === undefined || moved.length * 2 <= group.length) return []
  const { subject, criterion, measure, unit } = first
  const before = median(moved.map((step) => step.before))
  const after = median(moved.map((step) => step.after))
  const cases = moved.map(({ name }) => name)
  return [{ subject, criterion, measure, unit, direction, before, after, cases, of: group.length }]
}

function stepsOf([before, after]: Pair): Step[] {
  const earlier = new Map(before.findings.map((finding) => [finding.criterion, finding]))
  return after.findings.flatMap(({ criterion, outcome, measures }) => {
    const was = earlier.get(criterion)
    // With another outcome the numbers mean something else, and the outcome is reported by itself.
    if (was === undefined || was.outcome !== outcome || outcome === 'unjudged') return []
    return Object.entries(measures).flatMap(([measure, is]): Step[] => {
      const old = was.measures[measure]
      if (old === undefined || old.unit !== is.unit) return []
      const common = { subject: after.subject, name: after.name, criterion, measure, unit: is.unit }
      return [{ ...common, before: old.value, after: is.value, direction: directionOf(old, is) }]
    })
  })
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle - 0.5)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}
