import { join } from 'node:path'
import { expect, test } from 'vitest'
import { build, profileOf } from '../../proxies/faulty/adapter.ts'
import { scenario as delivery } from '../../scenarios/delivery/scenario.ts'
import { TIMED } from '../../scenarios/delivery/streams.ts'
import { scenario as headersFirst } from '../../scenarios/headers-first/scenario.ts'
import { TOP } from '../matrix/folders.ts'
import { plan } from '../matrix/plan.ts'
import type { AxisValues, Cell, CellId, Fact, RouteCase, Scenario, Trace } from '../model/index.ts'
import { readTrace } from '../trace/trace-files.ts'
import { createDoubts } from './doubts.ts'
import { NO_TIMING } from './no-timing.ts'
import { runCases } from './run-cases.ts'
import type { Team } from './team/team.ts'

const goldenOf = ({ id }: Scenario, name: string): Promise<Trace> =>
  readTrace(join(TOP, 'scenarios', id, 'traces', `${name}.jsonl`))

const chosen = plan({
  scenarios: [delivery, headersFirst],
  profiles: [profileOf()],
  builds: [build],
  runtime: 'local',
  axes: { size: ['60'], origin: ['chunked'], front: ['h1'] },
})
const caseOf = (scenario: Scenario): RouteCase => {
  const found = chosen.cells.find((cell) => cell.scenario === scenario)
  if (found === undefined) throw new Error(`${scenario.id} was not planned`)
  return found
}
const [streams, needs] = [caseOf(delivery), caseOf(headersFirst)]

const direct = new Map<CellId, Trace>()
for (const { id, scenario, axes } of chosen.controls)
  direct.set(id, await goldenOf(scenario, `control.${Object.values(axes).join('-')}`))
const good = await goldenOf(headersFirst, 'faithful.chunked-h1')
/** No request reached the origin: "see delivery/live". */
const missed = { ...good, facts: good.facts.filter(({ side }) => side !== 'origin') }
const served = await goldenOf(delivery, 'faithful.chunked-60-h1')
const held = await goldenOf(delivery, 'holds-bytes.chunked-60-h1')

function doubted(delivered: Trace, other: Trace, axes: AxisValues = streams.axes): readonly RouteCase[] {
  const { contradicted } = createDoubts(new Map([...direct, [streams.id, delivered], [needs.id, other]]))
  return contradicted([{ ...streams, axes }, needs])
}

test('a request that is missing on a route that delivers is in doubt', () => {
  expect(doubted(served, missed)).toEqual([needs])
})

test('it is in no doubt where delivery fails, or where nothing is missing', () => {
  expect(doubted(held, missed)).toEqual([])
  expect(doubted(served, good)).toEqual([])
})

test('what passes over another protocol contradicts nothing', () => {
  expect(doubted(served, missed, { ...streams.axes, front: 'h2+tls' })).toEqual([])
})

test('a control is in doubt where it is inconclusive, or too slow to compare with; not where the test case itself is', () => {
  const isByControl = (trace: Trace, ...controls: Trace[]): boolean =>
    createDoubts(
      new Map([...direct, ...controls.map((one) => [one.cell, one] as const), [streams.id, trace]]),
    ).isNoisyByControl(streams)
  const late = (trace: Trace): Trace => ({
    ...trace,
    facts: trace.facts.map((fact) =>
      fact.side === 'client' && fact.fact === 'event' && fact.client === TIMED ? { ...fact, t: fact.t + 60 } : fact,
    ),
  })
  const [control] = chosen.controls.flatMap(({ id, scenario }) => (scenario === delivery ? (direct.get(id) ?? []) : []))
  if (control === undefined) throw new Error('no control')
  const stall: Fact = { t: 1, side: 'harness', fact: 'stall', ms: 2 * delivery.stallTolerance }
  const failed: Trace = { ...control, facts: control.facts, outcome: { state: 'proxy-died', message: '', logs: '' } }
  expect(isByControl(served, control)).toBe(false)
  expect(isByControl(late(served), late(control))).toBe(true)
  expect(isByControl(served, failed)).toBe(true)
  expect(isByControl({ ...held, facts: [stall, ...held.facts] }, control)).toBe(false)
  expect(isByControl({ ...served, facts: served.facts, outcome: failed.outcome }, control)).toBe(false)
})

test('it is run again at the end, and its last try counts', async () => {
  const batches: CellId[][] = []
  /** Its first try misses the request. */
  const tryOf = ({ id }: Cell, before: number): Trace => {
    if (id === streams.id) return { ...served, cell: id }
    if (id === needs.id) return { ...(before === 0 ? missed : good), cell: id }
    return { ...(direct.get(id) ?? served), cell: id }
  }
  const team: Team = {
    description: '',
    busiestThread: () => 0,
    async run(cells, { onTrace, triesOf }) {
      batches.push(cells.map(({ id }) => id))
      for (const cell of cells) await onTrace(cell, tryOf(cell, triesOf?.(cell) ?? 0))
      return NO_TIMING
    },
    async [Symbol.asyncDispose]() {},
  }
  const { controls } = chosen
  const { signal } = new AbortController()
  const { traces, timing } = await runCases({ cells: [streams, needs], controls, team, signal })
  expect(batches[1]).toContain(needs.id)
  expect(batches[1]).not.toContain(streams.id)
  expect(batches).toHaveLength(2)
  expect(traces.find(({ cell }) => cell === needs.id)?.facts).toEqual(good.facts)
  expect(timing.retried).toBe(1)
})
