/** What runs where nothing is named, and the effect of a name. */
import { expect, test } from 'vitest'
import { loadCatalog } from '../matrix/catalog.ts'
import { skippedBy } from '../matrix/quick.ts'
import { NOTHING_SELECTED, type SelectOptions } from './options.ts'
import { isQuick, isUnfiltered, select } from './select.ts'

test.for<readonly [what: string, options: Partial<SelectOptions>, quick: boolean, unfiltered: boolean]>([
  ['nothing', {}, true, false],
  ['a proxy', { proxy: ['nginx'] }, true, false],
  ['a build', { builds: ['bookworm'] }, true, false],
  ['--all', { all: true }, false, true],
  ['--all and a proxy', { all: true, proxy: ['nginx'] }, false, false],
  ['a scenario', { scenario: ['delivery'] }, false, false],
  ['a profile', { profile: ['defaults'] }, false, false],
  ['an axis value', { axis: { front: ['h1'] } }, false, false],
])('%s', ([, options, quick, unfiltered]) => {
  const selected = { ...NOTHING_SELECTED, ...options }
  expect([isQuick(selected), isUnfiltered(selected)]).toEqual([quick, unfiltered])
})

test('a profile is named by its id, or as summaries and reports print it, with its proxy', async () => {
  const catalog = await loadCatalog()
  const chosen = (...profile: string[]): string[] =>
    select(catalog, { ...NOTHING_SELECTED, profile }).profiles.map(({ proxy, id }) => `${proxy}/${id}`)
  expect(chosen('defaults')).toEqual(expect.arrayContaining(['apache/defaults', 'nginx/defaults']))
  expect(chosen('nginx/defaults', 'apache/recommended')).toEqual(['apache/recommended', 'nginx/defaults'])
  expect(() => chosen('nginx/default')).toThrow('no profile "nginx/default" — did you mean "nginx/defaults"?')
})

test('the quick set has the three questions on every front, and names only values that there are', async () => {
  const { scenarios } = await loadCatalog()
  const quick = scenarios.filter((one) => one.quick !== undefined)
  expect(quick.map(({ id }) => id).sort()).toEqual(['delivery', 'heartbeat', 'resume'])
  for (const { axes, quick: set } of quick) {
    expect(set?.values).not.toHaveProperty('front')
    for (const [axis, values] of Object.entries(set?.values ?? {}))
      expect(axes[axis]).toEqual(expect.arrayContaining([...values]))
  }
  const { narrowed } = skippedBy({ scenarios, profiles: [], builds: [], runtime: 'local' }, '')
  expect(narrowed.map(({ scenario, axes }) => [scenario, ...axes.map(({ skipped }) => skipped.join(' '))])).toEqual([
    ['delivery', 'close-delimited content-length', '2000'],
    ['heartbeat', 'data'],
    ['resume', 'fin rst'],
  ])
})
