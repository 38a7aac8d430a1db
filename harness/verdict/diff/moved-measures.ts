/**
 * Which numbers moved between two runs. docs/ci.md, "What counts as moved", has the rule in words. Pure.
 */
import type { Measure } from '../../model/index.ts'
import type { ComparableCase } from './comparable.ts'

export interface Moved {
  readonly subject: string
  readonly criterion: string
  readonly measure: string
  readonly unit: Measure['unit']
  readonly direction: 'up' | 'down'
  /** Medians over the cases that moved. */
  readonly before: number
  readonly after: number
  /** Names of the cases that moved, and how many there are. */
  readonly cases: readonly string[]
  readonly of: number
}

export type Pair = readonly [before: ComparableCase, after: ComparableCase]

/** Of its median: what two measurements of one thing differ by on a machine that others use too. */
const SHARE: Readonly<Record<Measure['unit'], number>> = {
  ms: 0.25,
  bytes: 0.05,
  events: 0.05,
  count: 0.05,
  ratio: 0.05,
}
/** Timers of the system and of an event loop are not more exact. */
const LEAST_MS = 10

/** What it may be, by its tries, or by itself where there was one. */
function rangeOf({ value, unit, spread }: Measure): readonly [least: number, most: number] {
  const room = Math.max(SHARE[unit] * Math.abs(value), unit === 'ms' ? LEAST_MS : 0)
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

/** @param controls of the same cases: what moves without a proxy is the machine's */
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

/** One case of many may be an accident: more than half of those that have the measure have to move in one direction. */
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
    // Of another outcome the numbers mean something else, and it is reported by itself.
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
