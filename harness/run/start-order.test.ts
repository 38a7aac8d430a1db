import { expect, test } from 'vitest'
import { build, profileOf } from '../../proxies/faulty/adapter.ts'
import { scenario as delivery } from '../../scenarios/delivery/scenario.ts'
import { scenario as heartbeat } from '../../scenarios/heartbeat/scenario.ts'
import { plan } from '../matrix/plan.ts'
import { parseExpectations } from '../verdict/expect/apply-expectations.ts'
import { MS_OF_SCENARIO } from './case-durations.ts'
import { atMost, lastsByExpectation, longestFirst } from './start-order.ts'

const { cells, controls } = plan({
  scenarios: [delivery, heartbeat].map((one) => ({ ...one, asks: 'every' as const, axes: {} })),
  profiles: ['holds', 'refused', 'streams'].map((id) => ({ ...profileOf(), id })),
  builds: [build],
  runtime: 'local',
})
const lasts = lastsByExpectation({
  faulty: parseExpectations(
    `- when: { profile: [holds, refused, streams] }
  expect: { delivery/live: held-until-bytes }
  reason: buffers
- when: { profile: refused }
  expect: { state: refused }
  reason: a misspelt directive
- when: { profile: streams, scenario: delivery }
  expect: { delivery/live: pass }
  reason: but this one`,
    'expect.yaml',
  ),
})
const named = (some: readonly { profile: { id: string }; scenario: { id: string } }[]): string[] =>
  some.map(({ profile, scenario }) => `${profile.id} ${scenario.id}`)

test('a test case that is expected to deviate starts first; a refused configuration and a later "pass" do not count', () => {
  expect(named(longestFirst(cells, lasts))).toEqual([
    'holds delivery',
    'holds heartbeat',
    'refused heartbeat',
    'streams heartbeat',
    'refused delivery',
    'streams delivery',
  ])
})

test('a control, and a product without expectations, count with the mean of the scenario', () => {
  for (const cell of [...controls, ...cells.map((one) => ({ ...one, profile: { ...one.profile, proxy: 'other' } }))]) {
    expect(lasts(cell)).toBe(MS_OF_SCENARIO[cell.scenario.id])
  }
})

test('without expectations the scenario that can last longest starts first', () => {
  expect(longestFirst(cells, atMost)).toEqual(longestFirst(cells))
  expect(longestFirst(cells).map(({ scenario }) => scenario.id)).toEqual([
    ...Array.from({ length: 3 }, () => heartbeat.id),
    ...Array.from({ length: 3 }, () => delivery.id),
  ])
})
