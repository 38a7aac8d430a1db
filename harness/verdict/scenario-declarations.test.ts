/** The declarations of a scenario about its criteria match their behaviour. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadCatalog } from '../matrix/catalog.ts'
import { TOP } from '../matrix/folders.ts'
import { type Finding, type Scenario, type Trace, USUAL_STREAMS } from '../model/index.ts'
import { readTrace } from '../trace/trace-files.ts'
import { judgedBy } from './judge.ts'

const { scenarios } = await loadCatalog()
const criterionIds = scenarios.flatMap(({ id, criteria }) => criteria.map((criterion) => `${id}/${criterion.id}`))

async function goldensOf(scenario: Scenario): Promise<Trace[]> {
  const folder = join(TOP, 'scenarios', scenario.id, 'traces')
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  return Promise.all(names.map((name) => readTrace(join(folder, name))))
}

/** The most requests of a trace that were open at once. */
function openAtOnce({ facts }: Trace): number {
  const open = new Set<string>()
  const counts = facts.map((fact) => {
    if (fact.side !== 'client') return 0
    const name = `${fact.client} ${fact.attempt}`
    if (fact.fact === 'request') open.add(name)
    if (fact.fact === 'end' || fact.fact === 'gave-up') open.delete(name)
    return open.size
  })
  return Math.max(0, ...counts)
}

/** For each golden trace: its findings when the recording stops early, and when one side recorded nothing. */
async function findings(scenario: Scenario): Promise<Finding[]> {
  const folder = join(TOP, 'scenarios', scenario.id, 'traces')
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl') && !name.startsWith('control.'))
  const traces = await Promise.all(names.map((name) => readTrace(join(folder, name))))
  const partial = traces.flatMap((trace): Trace[] => [
    ...[0, 0.1, 0.3, 0.6, 0.9, 1].map((share) => ({
      ...trace,
      facts: trace.facts.slice(0, share * trace.facts.length),
    })),
    ...['client', 'origin'].map((side) => ({ ...trace, facts: trace.facts.filter((fact) => fact.side !== side) })),
  ])
  return partial.flatMap((trace) =>
    scenario.criteria.map((criterion) => criterion.judge(judgedBy(scenario, trace), judgedBy(scenario, trace))),
  )
}

describe.for(scenarios)('$id', (scenario) => {
  test('a finding that depends on another criterion names one that the scenario declares, and no finding names one in words', async () => {
    const all = (await findings(scenario)).filter(({ outcome }) => outcome === 'not-applicable')
    const named = new Set(all.flatMap(({ dependsOn }) => (dependsOn === undefined ? [] : [dependsOn])))
    expect([...named].filter((id) => !scenario.dependsOn.includes(id))).toEqual([])
    const inWords = all.filter(({ dependsOn, actual }) => dependsOn === undefined && /\bsee [a-z-]+/.test(actual))
    expect(inWords.map(({ actual }) => actual)).toEqual([])
  })

  test('it depends on criteria that exist, each once', () => {
    expect(scenario.dependsOn.filter((id) => !criterionIds.includes(id))).toEqual([])
    expect(new Set(scenario.dependsOn).size).toBe(scenario.dependsOn.length)
  })

  test('it has no more streams open at once than it declares', async () => {
    // A proxy of its own keeps its configuration's sizes.
    if (scenario.proxy === 'own') return
    const most = scenario.streams ?? USUAL_STREAMS
    expect(Math.max(0, ...(await goldensOf(scenario)).map(openAtOnce))).toBeLessThanOrEqual(most)
  })

  test('the criteria that answer a question of `check` are its own', () => {
    const own = scenario.criteria.map(({ id }) => id)
    const named = Object.values(scenario.answers).flatMap((ids) => (ids === 'every' ? [] : ids))
    expect(named.filter((id) => !own.includes(id))).toEqual([])
  })
})

test('what a scenario depends on runs wherever `check` runs it', () => {
  const run = scenarios.filter(({ check }) => check === 'default').map(({ id }) => id)
  expect(run).not.toEqual([])
  const needed = scenarios
    .filter(({ check }) => check === 'default')
    .flatMap(({ dependsOn }) => dependsOn.map((id) => id.split('/')[0]))
  expect(needed.filter((id) => !run.includes(String(id)))).toEqual([])
})
