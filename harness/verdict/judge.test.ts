/** Golden traces: for each criterion a pass, a failure, and an inconclusive one. Recorded by scripts/record-golden.ts. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadCatalog } from '../matrix/catalog.ts'
import { TOP } from '../matrix/folders.ts'
import type { Fact, Scenario, Trace } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { readTrace } from '../trace/trace-files.ts'
import { alteredVerdicts } from './altered-traces.ts'
import { type GoldenVerdicts, goldenVerdict, stalled, stalledInPieces } from './golden.ts'
import { judge } from './judge.ts'

/** A trace of this length (ms), and of this many times the tolerance of its scenario, can contain enough stalls of a tenth of a second. */
const MANY_STALLS = 1000
const TOLERANCES = 1.6

const { scenarios } = await loadCatalog()
const folderOf = ({ id }: Scenario): string => join(TOP, 'scenarios', id, 'traces')

const read = new Map<string, Promise<Trace>>()
/** Each file is read once. */
function traceIn(file: string): Promise<Trace> {
  const trace = read.get(file) ?? readTrace(file)
  read.set(file, trace)
  return trace
}

async function golden(scenario: Scenario, file: string): Promise<{ trace: Trace; control: Trace }> {
  const axes = file.split('.')[1] ?? ''
  return {
    trace: await traceIn(join(folderOf(scenario), file)),
    control: await traceIn(join(folderOf(scenario), `control.${axes}.jsonl`)),
  }
}

describe.for(scenarios)('$id', (scenario) => {
  const file = join(folderOf(scenario), 'expected.json')
  const expected = JSON.parse(readFileSync(file, 'utf8')) as GoldenVerdicts

  test.for(Object.keys(expected))('%s', async (name) => {
    const { trace, control } = await golden(scenario, name)
    expect(goldenVerdict(scenario, trace, control)).toEqual(expected[name])
  })

  const altered = JSON.parse(readFileSync(join(folderOf(scenario), 'altered.json'), 'utf8')) as Record<string, object>

  test.for(Object.keys(expected))('%s: where something did not happen, or happened otherwise', async (name) => {
    const { trace, control } = await golden(scenario, name)
    const found = alteredVerdicts(scenario, trace, control)
    expect(found, 'record-golden.ts --judge writes altered.json').toEqual(altered[name])
  })

  test('each required or optimal criterion has a golden pass and a golden failure', () => {
    const every = Object.values(expected).map(({ findings }) => findings)
    const strict = scenario.criteria
      .filter(({ kind }) => kind !== 'informative')
      .map(({ id }) => `${scenario.id}/${id}`)
    const without = (outcome: string): string[] =>
      strict.filter((id) => !every.some((one) => one[id]?.startsWith(`${outcome}:`)))
    expect({ pass: without('pass'), fail: without('fail') }).toEqual({ pass: [], fail: [] })
  })

  test.for(Object.keys(expected))('%s: everything is inconclusive beside a failing control', async (name) => {
    const { trace, control } = await golden(scenario, name)
    const facts = control.facts.filter(
      (fact) => fact.fact !== 'event' && fact.fact !== 'comment' && fact.fact !== 'end',
    )
    const outcomes = judge(scenario, trace, { ...control, facts }).map(({ finding }) => finding.outcome)
    expect(new Set(outcomes)).toEqual(new Set(['noisy']))
  })

  // `delivery` sends so much that it stalls itself; an event that stays buffered as long as the client waits is not chance.
  const isSumCounted = scenario.id !== 'delivery'
  test('a failure that one long stall makes inconclusive is so after many short ones too', async () => {
    for (const name of isSumCounted ? Object.keys(expected) : []) {
      const { trace, control } = await golden(scenario, name)
      // A shorter scenario has no time for several stalls.
      if ((trace.facts.at(-1)?.t ?? 0) < Math.max(MANY_STALLS, TOLERANCES * scenario.stallTolerance)) continue
      const failing = (one: Trace): string[] =>
        judge(scenario, one, control).flatMap(({ criterion, finding }) =>
          finding.outcome === 'fail' ? [criterion.id] : [],
        )
      expect(failing(stalledInPieces(trace)), name).toEqual(failing(stalled(trace)))
    }
  })

  test('what a stall changes is inconclusive, and nothing else', async () => {
    for (const name of Object.keys(expected)) {
      const { trace, control } = await golden(scenario, name)
      const before = judge(scenario, trace, control)
      const after = judge(scenario, stalled(trace), control)
      const changed = after.filter(({ finding }, at) => finding.observed !== before[at]?.finding.observed)
      expect(new Set(changed.map(({ finding }) => finding.outcome))).toEqual(
        new Set(changed.length > 0 ? ['noisy'] : []),
      )
    }
  })
})

test('a failure is inconclusive after stalls of half of a timeout of the proxy, also in several parts', async () => {
  const scenario = scenarios.find(({ id }) => id === 'resume') as Scenario
  const all = JSON.parse(readFileSync(join(folderOf(scenario), 'expected.json'), 'utf8')) as Record<string, object>
  const failing = Object.keys(all).find((name) => JSON.stringify(all[name]).includes('fail:')) ?? ''
  const { trace, control } = await golden(scenario, failing)
  const stalls = [200, 500, 900].map((t): Fact => ({ t, side: 'harness', fact: 'stall', ms: 190 }))
  const timer = { directive: 'proxy_read_timeout', where: 'default', limits: 'idle' } as const
  const under = (ms: number): string[] => {
    const starved = { ...trace, facts: [...trace.facts, ...stalls], settings: { timers: [{ ...timer, ms }] } }
    return judge(scenario, starved, control).map(({ finding }) => finding.outcome)
  }
  expect(under(60_000)).toContain('fail')
  expect(under(1000)).not.toContain('fail')
  expect(under(1000)).toContain('noisy')
})

test('what a criterion needs and the scenario had given up is inconclusive where it came after all', async () => {
  const scenario = scenarios.find(({ id }) => id === 'post-stream') as Scenario
  const { trace, control } = await golden(scenario, 'faithful.h1.jsonl')
  // The POST arrives, whole, when nobody waits for it any more: the origin sends nothing.
  const facts = trace.facts.filter(
    (fact) => fact.fact !== 'sent' && (fact.side !== 'client' || fact.fact === 'request'),
  )
  const found = judge(scenario, { ...trace, facts }, control)
  expect(Object.fromEntries(found.map(({ criterion, finding }) => [criterion.id, finding.outcome]))).toEqual({
    method: 'measured',
    request: 'pass',
    live: 'noisy',
    done: 'noisy',
  })
})

test('a trace of another version of its scenario is rejected', async () => {
  const scenario = scenarios[0] as Scenario
  const files = Object.keys(JSON.parse(readFileSync(join(folderOf(scenario), 'expected.json'), 'utf8')) as object)
  const { trace, control } = await golden(scenario, files[0] ?? '')
  expect(existsSync(folderOf(scenario))).toBe(true)
  expect(() => judge(scenario, { ...trace, scenarioVersion: 99 }, control)).toThrow(SseCompatError)
})
