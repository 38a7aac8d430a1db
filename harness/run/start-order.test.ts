import { expect, test } from 'vitest'
import { build, profileOf } from '../../proxies/faulty/adapter.ts'
import { scenario as delivery } from '../../scenarios/delivery/scenario.ts'
import { scenario as heartbeat } from '../../scenarios/heartbeat/scenario.ts'
import { plan } from '../matrix/plan.ts'
import type { Cell } from '../model/index.ts'
import { parseExpectations } from '../verdict/expect/apply-expectations.ts'
import { MS_OF_SCENARIO } from './case-durations.ts'
import { atMost, lastsByExpectation, longestFirst, placeOf } from './start-order.ts'

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

test('test cases of several routes are mixed, far ones are not, and the long ones come first', () => {
  const many = Array.from({ length: 3000 }, (_, n) => ({ id: `proxy/profile-${n % 100}/case-${n}` }) as Cell)
  const order = many
    .map((cell, n) => ({ n, place: placeOf(cell, n, n % 10 === 0 ? 5000 : 500) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ n }) => n)
  const short = order.filter((n) => n % 10 !== 0)
  expect(short).not.toEqual(short.toSorted((a, b) => a - b))
  for (const [at, n] of short.entries()) expect(Math.abs(at - n * 0.9)).toBeLessThan(400)
  // One in ten of all is long, and one in three of the first.
  expect(order.slice(0, 150).filter((n) => n % 10 === 0).length).toBeGreaterThan(50)
})
