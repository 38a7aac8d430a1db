import { expect, it } from 'vitest'
import { fileNamesOf, placeIn, renamedIn, withoutSandbox } from './written-files.ts'

const site = { directory: '/tmp/site' }

it('names files as the user has them', () => {
  const said = 'cannot open "/tmp/site/conf/a/b.conf" nor "/tmp/site/run/x" in /tmp/site/conf/main.conf'
  expect(withoutSandbox(said, site)).toBe('cannot open "a/b.conf" nor "run/x" in main.conf')
})

it.for([
  ['/tmp/site/conf/a/b.conf', { where: 'a/b.conf:7' }],
  ['/tmp/site/conf/sse-compat-main.conf', {}],
  [undefined, {}],
] as const)('a place in %s', ([file, place]) => {
  expect(placeIn(file, '7', site)).toEqual(place)
})

it('lists files that are written under another name, and no list where there are none', () => {
  const renamed = renamedIn([
    ['a.conf', 'a.conf'],
    ['b c.conf', 'file-1.conf'],
  ])
  expect(fileNamesOf(renamed)).toEqual({ fileNames: { 'file-1.conf': 'b c.conf' } })
  expect(fileNamesOf(renamedIn([['a.conf', 'a.conf']]))).toEqual({})
})
