/** The test cases of a selection. */
import { describe, expect, test } from 'vitest'
import type { BuildFacts, Profile, Scenario } from '../model/index.ts'
import { controlQuestion, needsOwnProxy, plan } from './plan.ts'

const build = (product: string, version: string): BuildFacts => ({
  id: `${product}-${version}`,
  product,
  version,
  source: 'path',
  origin: '',
  exec: [],
  builtIn: [],
  loadable: {},
  report: '',
  dataDirectory: '',
})

const profile = (proxy: string, id: string, rest: Partial<Profile> = {}): Profile => ({
  proxy,
  id,
  title: id,
  why: '',
  source: '',
  tags: [],
  originHeaders: [],
  config: {},
  file: '',
  ...rest,
})

const scenario = (rest: Partial<Scenario> = {}): Scenario => ({
  id: 'delivery',
  version: 1,
  question: '',
  stallTolerance: 500,
  check: 'default',
  answers: {},
  dependsOn: [],
  why: '',
  references: [],
  axes: { origin: ['chunked', 'close-delimited'], front: ['h1', 'h2+tls'] },
  axisWords: {},
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 1,
  run: async () => {},
  criteria: [],
  ...rest,
})

const nginx = profile('nginx', 'defaults')
const apache = profile('apache', 'sed')
const both = profile('chain', 'both', { hops: ['nginx/defaults', 'apache/sed'] })
const builds = [build('nginx', '1.26'), build('nginx', '1.30'), build('apache', '2.4')]
const runtime = 'local'

test('every profile on every build of its product, at every value of each axis', () => {
  const { cells } = plan({ scenarios: [scenario()], profiles: [nginx, apache], builds, runtime })
  expect(cells).toHaveLength(4 * 3)
  expect(cells[0]?.id).toBe('nginx/defaults/delivery/chunked/h1@nginx-1.26@local')
})

test('all fronts are compared with one control, in the clear', () => {
  const { controls } = plan({ scenarios: [scenario()], profiles: [nginx], builds, runtime })
  expect(controls.map(({ id }) => id)).toEqual(['control/delivery/chunked/h1', 'control/delivery/close-delimited/h1'])
  expect(controlQuestion(scenario(), { origin: 'chunked', front: 'h2+tls' })).toBe('control/delivery/chunked/h1')
})

test('a trace that is older than an axis of its scenario has the control of its own time', () => {
  expect(controlQuestion(scenario(), { origin: 'chunked' })).toBe('control/delivery/chunked')
})

test('a scenario that asks for a tag is put to profiles that have it', () => {
  const tagged = profile('nginx', 'cache', { tags: ['cache'] })
  const { cells } = plan({ scenarios: [scenario({ asks: ['cache'] })], profiles: [nginx, tagged], builds, runtime })
  expect([...new Set(cells.map((cell) => cell.profile?.id))]).toEqual(['cache'])
})

describe('a chain', () => {
  const { cells } = plan({ scenarios: [scenario()], profiles: [both], hops: [nginx, apache], builds, runtime })

  test('is run with the first build of each product, client first', () => {
    const chain = cells.filter((cell) => cell.profile === both)
    expect(chain).toHaveLength(4)
    expect(chain[0]?.id).toBe('chain/both/delivery/chunked/h1@nginx-1.26+apache-2.4@local')
    expect(chain[0]?.route.map(({ profile }) => profile.id)).toEqual(['defaults', 'sed'])
  })

  test('is run beside each of its hops alone', () => {
    expect([...new Set(cells.map((cell) => cell.profile?.id))]).toEqual(['both', 'defaults', 'sed'])
  })

  test('of three hops runs beside each pair of them, in their order', () => {
    const hops = [nginx, apache, profile('nginx', 'gzip')]
    const three = profile('chain', 'three', { hops: ['nginx/defaults', 'apache/sed', 'nginx/gzip'] })
    const planned = plan({ scenarios: [scenario()], profiles: [three], hops, builds, runtime })
    const routes = planned.cells.map((one) => `${one.profile.id}: ${one.route.map((hop) => hop.profile.id).join(' ')}`)
    expect([...new Set(routes)].filter((route) => route.startsWith('three'))).toEqual([
      'three: defaults sed gzip',
      'three~1+2: defaults sed',
      'three~1+3: defaults gzip',
      'three~2+3: sed gzip',
    ])
  })

  test('is not run where a product is missing', () => {
    const without = plan({ scenarios: [scenario()], profiles: [both], hops: [nginx], builds, runtime })
    expect(without.cells.filter((cell) => cell.profile === both)).toEqual([])
  })
})

test('whoever counts what is asked is asked by one cell at a time, in a chain too', () => {
  const counting = profile('nginx', 'limits', { tags: ['counting'] })
  const behind = profile('chain', 'behind', { hops: ['nginx/limits', 'apache/sed'] })
  const chosen = { scenarios: [scenario()], profiles: [nginx, counting, behind], builds, runtime } as const
  const { cells } = plan({ ...chosen, hops: [counting, apache] })
  const own = cells.filter(needsOwnProxy).map((cell) => cell.profile?.id)
  expect([...new Set(own)]).toEqual(['limits', 'behind'])
  expect(cells.filter((cell) => cell.profile === behind).every(needsOwnProxy)).toBe(true)
})

test('an axis value that only some profiles are asked about', () => {
  const some = scenario({ asksFor: { 'front=h2+tls': ['own'] } })
  const profiles = [nginx, profile('nginx', 'tagged', { tags: ['own'] })]
  const { cells } = plan({ scenarios: [some], profiles, builds: builds.slice(0, 1), runtime })
  const over = (front: string) => cells.filter(({ axes }) => axes.front === front).map((cell) => cell.profile.id)
  expect(over('h1')).toEqual(['defaults', 'tagged', 'defaults', 'tagged'])
  expect(over('h2+tls')).toEqual(['tagged', 'tagged'])
})
