/**
 * How long a run takes with more workers or machines, simulated from mean durations of test cases. Pure.
 *
 * The model: a worker runs the test cases of its units in the slots of their pools, longest first, and gets the next unit as soon
 * as each pool of that unit has a free slot. A run mixes the test cases of several units (harness/run/start-order.ts), which changes
 * no sum. A run takes as long as the last test case, but at
 * least its processor time divided by the cores.
 */
import type { Ms } from '../../harness/model/index.ts'

export interface SimulatedCase {
  readonly id: string
  readonly pool: string
  readonly took: Ms
  readonly cpu: Ms
}

export type Units = readonly (readonly SimulatedCase[])[]

export interface SimulatedRun {
  readonly wall: Ms
  /** What the run cannot be shorter than, and is not much longer than. */
  readonly boundBy: 'processor time' | 'the longest test case' | 'the slots of a pool'
  /** The test case that ends last; its pool is the one whose slots are occupied longest. */
  readonly last: SimulatedCase | undefined
}

/** Pool → the times at which its occupied slots become free. Arrays, since a pool can belong to several workers. */
type Worker = ReadonlyMap<string, Ms[]>

export interface Slots {
  /** Of each worker. */
  readonly each: Readonly<Record<string, number>>
  /** Of all workers together: these pools are not in `each`. */
  readonly together: Readonly<Record<string, number>>
}

export function simulate(units: Units, workers: number, cores: number, { each, together }: Slots): SimulatedRun {
  const shared = Object.keys(together).map((pool): [string, Ms[]] => [pool, []])
  const all = Array.from(
    { length: workers },
    (): Worker => new Map([...shared, ...Object.keys(each).map((pool): [string, Ms[]] => [pool, []])]),
  )
  const sizes = { ...each, ...together }
  let last: { readonly at: Ms; readonly one: SimulatedCase } | undefined
  for (const unit of units) {
    const worker = earliest(all, unit, sizes)
    for (const one of unit.toSorted((a, b) => b.took - a.took)) {
      const at = occupy(worker, one, sizes)
      if (at > (last?.at ?? 0)) last = { at, one }
    }
  }
  const cases = units.flat()
  const processor = cases.reduce((sum, { cpu }) => sum + cpu, 0) / cores
  const scheduled = last?.at ?? 0
  const longest = Math.max(0, ...cases.map(({ took }) => took))
  const wall = Math.max(processor, scheduled)
  return { wall, boundBy: boundOf(processor, scheduled, longest), last: last?.one }
}

function boundOf(processor: Ms, scheduled: Ms, longest: Ms): SimulatedRun['boundBy'] {
  if (processor >= scheduled) return 'processor time'
  return scheduled <= longest * 1.1 ? 'the longest test case' : 'the slots of a pool'
}

type Sizes = Readonly<Record<string, number>>

/** When a slot of each of the unit's pools is free. */
function roomAt(worker: Worker, unit: readonly SimulatedCase[], sizes: Sizes): Ms {
  const pools = [...new Set(unit.map(({ pool }) => pool))]
  return Math.max(0, ...pools.map((pool) => freeAt(worker.get(pool) ?? [], sizes[pool] ?? 1)))
}

const freeAt = (ends: readonly Ms[], size: number): Ms => (ends.length < size ? 0 : (ends.at(-size) ?? 0))

function earliest(workers: readonly Worker[], unit: readonly SimulatedCase[], sizes: Sizes): Worker {
  const [first, ...others] = workers
  if (first === undefined) throw new Error('no worker')
  return others.reduce((best, one) => (roomAt(one, unit, sizes) < roomAt(best, unit, sizes) ? one : best), first)
}

/** @returns when the test case ends */
function occupy(worker: Worker, { pool, took }: SimulatedCase, sizes: Sizes): Ms {
  const ends = worker.get(pool) ?? []
  const at = freeAt(ends, sizes[pool] ?? 1) + took
  ends.push(at)
  ends.sort((a, b) => a - b)
  return at
}
