import { expect, test } from 'vitest'
import { build, profileOf } from '../../../proxies/faulty/adapter.ts'
import { scenario as cadence } from '../../../scenarios/cadence/scenario.ts'
import { scenario as capacity } from '../../../scenarios/capacity/scenario.ts'
import { scenario as delivery } from '../../../scenarios/delivery/scenario.ts'
import { scenario as resume } from '../../../scenarios/resume/scenario.ts'
import { plan } from '../../matrix/plan.ts'
import type { Cell, Scenario } from '../../model/index.ts'
import { SLOTS, type Slots } from '../scheduler.ts'
import { unitsOf } from '../start-order.ts'
import { heavyAtOnce, nextFor, shareOf } from './units.ts'

const of = (...scenarios: Scenario[]) =>
  plan({
    scenarios: scenarios.map((one) => ({ ...one, asks: 'every' })),
    profiles: ['a', 'b'].map((id) => ({ ...profileOf(), id })),
    builds: [build],
    runtime: 'local',
  })
const loadOf = (...cells: Cell[]) => ({ cells: new Map(cells.map((cell) => [cell.id, cell])) })

test('a unit is one running route: a profile in one way of running; a control and a proxy of its own are units by themselves', () => {
  const { cells, controls } = of(delivery, resume, capacity)
  const units = unitsOf([...controls, ...cells])
  expect(units.flat()).toHaveLength(cells.length + controls.length)
  const names = units.map((unit) =>
    unit.map((cell) =>
      cell.kind === 'control' ? 'control' : `${cell.profile.id} ${cell.axes.front} ${cell.scenario.id}`,
    ),
  )
  for (const unit of names) {
    if (unit.some((name) => name === 'control' || name.endsWith('capacity'))) expect(unit).toHaveLength(1)
  }
  // Nothing is judged without its control.
  for (const latencies of [false, true]) {
    const group = units.flat().filter(({ scenario }) => (scenario.latencies ?? false) === latencies)
    const firstRoute = group.findIndex(({ kind }) => kind === 'route')
    expect(group.slice(firstRoute).filter(({ kind }) => kind === 'control')).toEqual([])
  }
  const shared = names.filter((unit) => unit.some((name) => name.endsWith('delivery')))
  // Cleartext and TLS for each of two profiles.
  expect(shared).toHaveLength(4)
  expect(shared.filter((unit) => unit.every((name) => name.includes('h1 ')))).toHaveLength(2)
})

test('the slots of a machine are shared out: they grow with event loops or with cores', () => {
  expect(shareOf(1)).toEqual(SLOTS)
  expect(shareOf(1, undefined, 64)).toEqual(SLOTS)
  const two = shareOf(2, undefined, 2)
  const eight = shareOf(8, undefined, 2)
  expect(two.waiting * 2).toBe(SLOTS.waiting)
  expect(eight.waiting).toBe(two.waiting)
  expect(eight['waiting, own'] * 8).toBeLessThan(SLOTS['waiting, own'] + 8)
  const eightCores = shareOf(8, undefined, 8)
  expect(eightCores['waiting, own']).toBe(two['waiting, own'])
  expect(eightCores['timing, own'] * 8).toBe(4 * SLOTS['timing, own'])
  expect([heavyAtOnce(1, undefined, 8), heavyAtOnce(8, undefined, 2), heavyAtOnce(8, undefined, 8)]).toEqual([2, 2, 8])
  expect(heavyAtOnce(8, { ...SLOTS, heavy: 1 }, 8)).toBe(1)
  // They wait for grants of the machine.
  expect([two.heavy, eightCores.heavy, shareOf(2, { ...SLOTS, heavy: 1 }).heavy]).toEqual([2, 8, 1])
  expect(shareOf(2, { ...SLOTS, timing: 3 }).timing).toBe(2)
  expect(shareOf(8, { ...SLOTS, 'timing, own': 8 }, 8)['timing, own']).toBe(1)
})

/** Gives units to the workers until none gets another one. */
function giveOut(queue: Cell[][], workers: { readonly cells: Map<string, Cell> }[], slots: Slots): void {
  for (let next = nextFor(queue, workers, slots); next !== undefined; next = nextFor(queue, workers, slots))
    for (const cell of next.unit) next.worker.cells.set(cell.id, cell)
}

test('a worker holds several times what it runs, in the order of the queue; of several each holds the same part', () => {
  const { cells } = of(delivery)
  const slots = { ...SLOTS, timing: 1, waiting: 2 }
  const queue = cells.map((cell) => [cell])
  const alone = loadOf()
  giveOut(queue, [alone], slots)
  const held = alone.cells.size
  expect(held).toBeGreaterThan(2 * (slots.timing + slots.waiting))
  expect([...alone.cells.keys()]).toEqual(cells.slice(0, held).map(({ id }) => id))
  expect(queue.flat()).toEqual(cells.slice(held))

  const few = cells.slice(0, 10).map((cell) => [cell])
  const two = [loadOf(), loadOf()]
  giveOut(few, two, { ...slots, timing: 1, waiting: 1 })
  expect(two.map((one) => one.cells.size)).toEqual([3, 3])
  expect(few).toHaveLength(4)
})

test('of the rest a worker with all slots of a pool taken gets no unit that needs one; it gets the next unit that fits', () => {
  const { cells } = of(delivery, resume)
  const slots = { ...SLOTS, timing: 1, waiting: 2 }
  const timing = cells.filter(({ scenario }) => scenario.load === 'timing')
  const waiting = cells.filter(({ scenario }) => scenario.load === 'waiting')
  const [last, ...others] = timing
  if (last === undefined || waiting.length === 0) throw new Error('a pool has no test case')
  const busy = loadOf(...others)
  expect(others.length).toBeGreaterThan(12)
  const queue: Cell[][] = [[last], waiting]
  expect(nextFor(queue, [busy], slots)?.unit).toBe(waiting)
  expect(queue).toEqual([[last]])
  expect(nextFor(queue, [busy], slots)).toBeUndefined()
  const idle = loadOf()
  expect(nextFor(queue, [busy, idle], slots)?.worker).toBe(idle)
  expect(queue).toEqual([])
  expect(nextFor(queue, [busy, idle], slots)).toBeUndefined()
})

test('what reports latencies comes last, and when few others are left', () => {
  const { cells, controls } = of(cadence, delivery)
  const units = unitsOf([...controls, ...cells])
  const isQuiet = (unit: readonly Cell[]): boolean => unit.every(({ scenario }) => scenario.id === cadence.id)
  const quiet = units.filter(isQuiet)
  expect(quiet.flatMap((unit) => unit.map(({ kind }) => kind))).toContain('control')
  expect(units.slice(-quiet.length)).toEqual(quiet)

  const others = cells.filter(({ scenario }) => scenario.id === delivery.id)
  expect(others.length).toBeGreaterThan(33)
  const queue = [...quiet]
  expect(nextFor(queue, [loadOf(...others.slice(0, 33)), loadOf()], SLOTS)).toBeUndefined()
  expect(nextFor(queue, [loadOf(...others.slice(0, 32)), loadOf()], SLOTS)?.unit).toBe(quiet[0])
})
