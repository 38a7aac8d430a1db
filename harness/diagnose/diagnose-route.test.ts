import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadCatalog } from '../matrix/catalog.ts'
import { TOP } from '../matrix/folders.ts'
import type { Cell, Finding, Profile, ProxiedRoute, ReachablePlace, Trace } from '../model/index.ts'
import { dependent, notApplicable } from '../trace/facts.ts'
import { readTrace } from '../trace/trace-files.ts'
import { judge } from '../verdict/judge.ts'
import { examine } from './diagnose-route.ts'
import type { CaseRun } from './search/variant-runner.ts'
import type { Examination } from './session.ts'

const TAIL = 'delivery/chunked/60/h1'
const golden = (name: string): Promise<Trace> =>
  readTrace(join(TOP, `scenarios/delivery/traces/${name}.chunked-60-h1.jsonl`))
const [held, control] = await Promise.all([golden('holds-bytes'), golden('control')])
const { scenarios } = await loadCatalog()
const delivery = scenarios.filter(({ id }) => id === 'delivery')

const PLACES: readonly ReachablePlace[] = ['1', '2'].map((marker) => ({
  marker,
  fits: 'exactly',
  id: marker,
  where: `app.conf:${marker}`,
  server: 'app.conf:1',
}))
const ROUTE: ProxiedRoute = {
  path: '/',
  host: '',
  name: 'location /',
  server: { index: 0, address: '*:80' },
  serverWhere: 'app.conf:1',
  serverNames: [],
  tls: false,
  fronts: ['h1'],
  isStreamLike: false,
  where: 'app.conf:1',
  place: '1',
  target: 'http://b',
}

/** A recorded run in which events are buffered, each of its requests passed on by this place. */
function runAt(marker: string): CaseRun {
  const facts = held.facts.map((fact) =>
    fact.side === 'origin' && fact.fact === 'request' ? { ...fact, place: marker } : fact,
  )
  const trace = { ...held, facts, route: held.route.map((hop) => ({ ...hop, places: PLACES })) }
  const judged = delivery.flatMap((scenario) => judge(scenario, trace, control))
  const cell = { scenario: delivery[0], axes: { origin: 'chunked', size: '60', front: 'h1' } } as unknown as Cell
  return { tail: TAIL, cell, trace, control, judged, tries: [judged] }
}

async function examined(marker: string, change: (ran: CaseRun) => CaseRun = (ran) => ran, told: string[] = []) {
  const run = async (): Promise<CaseRun> => change(runAt(marker))
  const profile = { id: 'app', config: {}, originHeaders: [], title: '' } as unknown as Profile
  const none = (): readonly never[] => []
  const given = {
    variants: {
      variant: () => ({ profile, tails: [TAIL], run, runAgain: run }),
      alone: run,
      control: async () => control,
    },
    route: ROUTE,
    neighbours: [],
    profile,
    situation: { config: {}, build: {} },
    languages: [],
    originals: {},
    names: { named: (where: string) => where },
    timers: [],
    remedies: {
      candidates: none,
      probes: none,
      application: none,
      shortened: () => undefined,
      without: () => undefined,
      myths: none,
      streamLimits: () => undefined,
    },
    scenarios: delivery,
    known: new Set<string>(),
    tell(line: string) {
      told.push(line)
    },
    tellRunning() {},
  } as unknown as Examination
  return (await examine(given))?.report
}

it('what fails at the place of the route is explained', async () => {
  const report = await examined('1')
  expect(report?.reached).toBe('proven')
  expect(report?.failing.map(({ criterion }) => criterion)).toContain('delivery/live')
})

it('a scenario in which each finding depends on another scenario’s is not said to pass', async () => {
  const told: string[] = []
  const judgedAs = (finding: Finding) => (ran: CaseRun) => {
    const judged = ran.judged.map(({ criterion }) => ({ criterion, finding }))
    return { ...ran, judged, tries: [judged] }
  }
  await examined('1', judgedAs(dependent('resume/reconnect', 'no stream was opened')), told)
  await examined('1', judgedAs(notApplicable('nothing is compressed')), told)
  expect(told).toEqual(['not applicable: delivery (1 test case)', 'passes: delivery (1 test case)'])
})

it('what another place did is neither reported as this route’s failure nor explained', async () => {
  const report = await examined('2')
  expect(report?.reached).toEqual({ where: 'app.conf:2', server: 'app.conf:1' })
  expect(report?.failing).toEqual([])
})
