import { expect, it } from 'vitest'
import { loadCatalog } from '../matrix/catalog.ts'
import type { Finding, JudgedTrace, Scenario } from '../model/index.ts'
import { scenariosFor } from './purpose.ts'
import { askedOf, leftOut } from './scenario-set.ts'

const { scenarios } = await loadCatalog()
const ids = (some: readonly Scenario[]): string[] => some.map(({ id }) => id).sort()

it('each purpose runs its own scenario, which no check runs without it', () => {
  expect(ids(askedOf(scenarios, { all: false, for: 'llm' }))).toContain('llm')
  expect(ids(askedOf(scenarios, { all: false, for: 'mcp' }))).not.toContain('llm')
  expect(ids(askedOf(scenarios, { all: true }))).not.toContain('mcp')
})

it('what a scenario depends on runs with it', () => {
  for (const purpose of ['llm', 'mcp'] as const) {
    const run = scenariosFor(purpose, scenarios, false)
    const needed = new Set(run.flatMap(({ dependsOn }) => dependsOn.map((id) => id.split('/')[0])))
    expect([...needed].filter((id) => !run.some((one) => one.id === id))).toEqual([])
  }
})

it('a request on a kept connection, and one that the application resets, are tested with a POST; with --all every other failure too', () => {
  const failuresOf = (all: boolean) =>
    askedOf(scenarios, { all, for: 'mcp' }).find(({ id }) => id === 'retry-replay')?.axes
  expect(failuresOf(false)).toMatchObject({ failure: ['closing', 'reset'], method: ['POST'] })
  expect(failuresOf(true)?.failure).toEqual(expect.arrayContaining(['closing', 'reset', '503']))
})

it('--all adds the rest, each once', () => {
  const whole = ids(askedOf(scenarios, { all: true, for: 'llm' }))
  expect(new Set(whole).size).toBe(whole.length)
  const later = leftOut(scenarios, { for: 'llm' })
  expect(ids([...askedOf(scenarios, { all: false, for: 'llm' }), ...later])).toEqual(whole)
})

it('an idle timeout, which is a number in general, is a failure where nothing sends heartbeats', () => {
  const seen = (observed: string): Finding => ({
    outcome: 'measured',
    observed,
    expected: '',
    actual: 'closed after 60.1 s idle',
    measures: {},
    evidence: [],
    headline: 'closed',
  })
  const idle = (observed: string) => {
    const criteria = [
      { id: 'limit', kind: 'informative', title: '', classes: [], judge: () => seen(observed) } as const,
    ]
    const [one] = scenariosFor('llm', [{ ...(scenarios[0] as Scenario), id: 'idle-cut', criteria }], false)
    const limit = one?.criteria[0]
    return { kind: limit?.kind, ...limit?.judge({} as JudgedTrace, undefined) }
  }
  expect(idle('cut')).toMatchObject({
    kind: 'required',
    outcome: 'fail',
    actual: 'closed after 60.1 s idle: a model that thinks longer before its next token is cut off',
  })
  expect(idle('not-cut')).toMatchObject({ outcome: 'pass' })
})
