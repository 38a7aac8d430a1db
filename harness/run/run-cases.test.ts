import { expect, test } from 'vitest'
import { build, adapter as faulty, profileOf } from '../../proxies/faulty/adapter.ts'
import { scenario as resume } from '../../scenarios/resume/scenario.ts'
import { origin } from '../../servers/origin/origin.ts'
import { plan } from '../matrix/plan.ts'
import type { Adapter, Cell, CellId, Profile, Trace } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { startLocal } from '../runtimes/local.ts'
import { traceNotRun } from './record.ts'
import { runCases } from './run-cases.ts'
import type { Team } from './team/team.ts'
import { teamOfThisProcess } from './team/this-process.ts'

const crashing: Profile = { ...profileOf(), id: 'crashing', config: { 'hooks.json': '{"crashAfter":20}' } }
const unreadable: Profile = { ...profileOf(), id: 'unreadable', config: { 'hooks.json': '{' } }

/** Parses its configuration as the products' adapters do: an invalid one is `bad-config`. */
const adapter: Adapter = {
  ...faulty,
  prepare(config, site, facts) {
    if (config['hooks.json'] === '{')
      throw new SseCompatError('bad-config', 'a brace is open', { where: 'hooks.json:1' })
    return faulty.prepare(config, site, facts)
  },
}

async function runProfiles(profiles: readonly Profile[], signal: AbortSignal): Promise<Map<string, Trace>> {
  await using runtime = await startLocal()
  const chosen = plan({ scenarios: [resume], profiles, builds: [build], runtime: 'local', axes: { ending: ['end'] } })
  await using team = teamOfThisProcess({ runtime, adapterOf: () => adapter, originOf: () => origin })
  const { traces } = await runCases({ ...chosen, team, signal })
  return new Map(traces.map((trace) => [trace.route[0]?.profile ?? 'control', trace]))
}

test('a proxy that dies is told as that, one that cannot be configured as refused, and the others are run', async () => {
  const traces = await runProfiles([profileOf(), crashing, unreadable], new AbortController().signal)
  expect(Object.fromEntries([...traces].map(([id, { outcome }]) => [id, outcome.state]))).toEqual({
    control: 'complete',
    faithful: 'complete',
    crashing: 'proxy-died',
    unreadable: 'refused',
  })
  expect(traces.get('crashing')?.outcome).toMatchObject({ message: expect.stringContaining('exit code 70') })
  expect(traces.get('unreadable')?.outcome).toMatchObject({ where: 'hooks.json:1', message: 'a brace is open' })
})

test('an interrupted run gives back what was recorded, and ends what runs', async () => {
  const traces = await runProfiles([profileOf()], AbortSignal.abort())
  expect(traces.size).toBe(0)
})

test('an inconclusive test case, and an inconclusive control, run again at once; what still is runs again at the end, without its control', async () => {
  await using runtime = await startLocal()
  const profiles = ['a', 'b', 'c'].map((id) => ({ ...profileOf(), id }))
  const chosen = plan({ scenarios: [resume], profiles, builds: [build], runtime: 'local', axes: { ending: ['end'] } })
  await using real = teamOfThisProcess({ runtime, adapterOf: () => adapter, originOf: () => origin })
  /** How many tries of a test case end too late to be conclusive. */
  const late = new Map<CellId, number>([
    [chosen.controls[0]?.id ?? '', 1],
    [chosen.cells[0]?.id ?? '', 1],
    [chosen.cells[1]?.id ?? '', 2],
  ])
  const batches: CellId[][] = []
  const tried: string[] = []
  const team: Team = {
    ...real,
    async run(cells, batch) {
      batches.push(cells.map(({ id }) => id))
      const outcome = { state: 'broken', stage: 'scenario', message: 'too late', logs: '', late: true } as const
      const judged = {
        ...batch,
        onTrace(cell: Cell, trace: Trace) {
          tried.push(`${cell.id} ${trace.earlierTries}`)
          const isLate = trace.earlierTries < (late.get(cell.id) ?? 0)
          return batch.onTrace(cell, isLate ? { ...trace, facts: trace.facts, outcome } : trace)
        },
      }
      // What arrives before its control is judged at the end.
      await real.run(
        cells.filter(({ kind }) => kind === 'control'),
        judged,
      )
      return real.run(
        cells.filter(({ kind }) => kind === 'route'),
        judged,
      )
    },
  }
  const { traces, earlier, timing } = await runCases({ ...chosen, team, signal: new AbortController().signal })
  expect(traces.map(({ outcome }) => outcome.state)).toEqual(['complete', 'complete', 'complete', 'complete'])
  const [first, second, third] = chosen.cells.map(({ id }) => id)
  const control = chosen.controls[0]?.id
  expect(tried.toSorted()).toEqual(
    [`${control} 0`, `${control} 1`, `${first} 0`, `${first} 1`, `${third} 0`]
      .concat([0, 1, 2].map((n) => `${second} ${n}`))
      .toSorted(),
  )
  expect(batches).toHaveLength(2)
  expect(earlier.map(({ cell, earlierTries }) => `${cell} ${earlierTries}`).toSorted()).toEqual(
    [`${first} 0`, `${second} 0`, `${second} 1`].toSorted(),
  )
  expect(timing).toMatchObject({ cells: 4, retried: 3 })
})

test('on a chain that runs elsewhere, what fills it runs after the others, also when it is tried again', async () => {
  const filling = { ...resume, id: 'filling', load: 'heavy' } as const
  const chosen = plan({
    scenarios: [filling, resume],
    profiles: [profileOf()],
    builds: [build],
    runtime: 'remote',
    axes: { ending: ['end'] },
  })
  const batches: string[][] = []
  const team: Team = {
    description: '',
    busiestThread: () => 0,
    async run(cells, { onTrace }) {
      batches.push(cells.filter(({ kind }) => kind === 'route').map(({ scenario }) => scenario.id))
      for (const cell of cells) {
        const outcome = { state: 'broken', stage: 'scenario', message: 'too late', logs: '', late: true } as const
        await onTrace(cell, traceNotRun(cell, outcome, [], { timers: [] }, 0))
      }
      return {
        wall: 0,
        lowerBound: 0,
        longestCell: 0,
        sumOfCells: 0,
        slots: 1,
        cells: 0,
        retried: 0,
        stallTime: 0,
        cpu: 0,
      }
    },
    [Symbol.asyncDispose]: async () => {},
  }
  await runCases({ ...chosen, team, signal: new AbortController().signal })
  expect(batches.slice(0, 2)).toEqual([['resume'], ['filling']])
  expect(batches.filter(({ length }) => length > 1)).toEqual([])
})
