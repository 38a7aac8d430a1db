import { expect, test } from 'vitest'
import { loadCatalog } from '../matrix/catalog.ts'
import { labPlan } from './lab-cases.ts'

const { scenarios } = await loadCatalog([])
const PLAIN = { scenario: [], capacity: false, long: false, all: false, fronts: ['h1'] } as const
const idsOf = (choice: Parameters<typeof labPlan>[1]): string[] => [
  ...new Set(labPlan(scenarios, choice).cells.map(({ scenario }) => scenario.id)),
]

test('every scenario runs, or says why it does not', () => {
  const { left } = labPlan(scenarios, PLAIN)
  expect([...idsOf(PLAIN), ...left.map(({ scenario }) => scenario)].sort()).toEqual(
    scenarios.map(({ id }) => id).sort(),
  )
  expect(idsOf(PLAIN)).toEqual(
    expect.arrayContaining(['delivery', 'heartbeat', 'resume', 'truncation', 'compression', 'post-stream']),
  )
  expect(Object.fromEntries(left.map(({ scenario, because }) => [scenario, because]))).toMatchObject({
    capacity: expect.stringContaining('--capacity'),
    reload: expect.any(String),
    http2: 'the chain offers no HTTP/2',
  })
})

test('what is named runs, and nothing else', () => {
  expect(idsOf({ ...PLAIN, scenario: ['capacity', 'delivery'] }).sort()).toEqual(['capacity', 'delivery'])
  expect(idsOf({ ...PLAIN, scenario: ['reload'] })).toEqual([])
})

test('the fronts are those that the chain offers', () => {
  const { cells, controls } = labPlan(scenarios, { ...PLAIN, all: true, fronts: ['h1+tls', 'h2+tls'] })
  expect(cells.some(({ scenario }) => scenario.id === 'http2')).toBe(true)
  expect(new Set(cells.map(({ axes }) => axes.front))).toEqual(new Set(['h1+tls', 'h2+tls']))
  const frontsOf = (id: string) => new Set(cells.flatMap((one) => (one.scenario.id === id ? [one.axes.front] : [])))
  // Scenarios without fronts of their own, with cleartext only, and with cleartext and HTTP/2.
  expect(['compression', 'status', 'resume'].map(frontsOf)).toEqual(Array(3).fill(new Set(['h1+tls'])))
  expect(frontsOf('burst')).toEqual(new Set(['h1+tls', 'h2+tls']))
  expect(new Set(controls.map(({ axes }) => axes.front ?? 'h1'))).toEqual(new Set(['h1']))
})

test('time limits are measured over each HTTP version that the chain offers', () => {
  const frontsOf = (...fronts: ['h1+tls', ...'h2+tls'[]]) =>
    labPlan(scenarios, { ...PLAIN, long: true, scenario: ['idle-cut'], fronts }).cells.map(({ axes }) => axes.front)
  expect(frontsOf('h1+tls', 'h2+tls')).toEqual(['h1+tls', 'h2+tls'])
  expect(frontsOf('h1+tls')).toEqual(['h1+tls'])
})
