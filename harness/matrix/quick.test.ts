/** The quick set: what it runs, and what is reported as skipped. */
import { expect, test } from 'vitest'
import type { BuildFacts, Profile, Scenario } from '../model/index.ts'
import { sayNarrowed, saySkipped } from '../model/index.ts'
import { plan } from './plan.ts'
import { skippedBy } from './quick.ts'

const profile = { proxy: 'nginx', id: 'defaults', tags: [] } as unknown as Profile
const build = { id: 'nginx-1', product: 'nginx' } as BuildFacts
const axes = { origin: ['chunked', 'close-delimited'], front: ['h1', 'h2+tls'] }
const scenarios = [
  { id: 'delivery', axes, asks: 'every', quick: { values: { origin: ['chunked'] }, why: 'it adds nothing' } },
  { id: 'reload', axes: { front: ['h1'] }, asks: 'every' },
] as unknown as Scenario[]
const choice = { scenarios, profiles: [profile], builds: [build], runtime: 'local' } as const

const questionsOf = (quick: boolean): string[] => plan({ ...choice, quick }).cells.map(({ question }) => question)

test('of the quick set only the values that it names run, with their controls', () => {
  expect(questionsOf(true)).toEqual(['nginx/defaults/delivery/chunked/h1', 'nginx/defaults/delivery/chunked/h2+tls'])
  expect(plan({ ...choice, quick: true }).controls.map(({ id }) => id)).toEqual(['control/delivery/chunked/h1'])
  expect(questionsOf(false)).toHaveLength(5)
})

test('what was skipped is counted, and each skipped value is named with the reason', () => {
  const skipped = skippedBy(choice, 'npm start -- --all')
  expect(skipped).toMatchObject({ cases: 3, scenarios: ['reload'] })
  expect(saySkipped(skipped)).toBe(
    '3 further test cases by default, 1 scenario in whole; everything: npm start -- --all',
  )
  expect(sayNarrowed(skipped)).toEqual(['delivery: origin chunked ran, close-delimited did not: it adds nothing'])
})
