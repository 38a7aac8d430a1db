import { expect, test } from 'vitest'
import { compareVersions, isVersionRange, matches, versionOf } from './entry-conditions.ts'
import { cell } from './fixture.ts'

const inVersion = (version: string, range: string): boolean =>
  matches({ version: [range] }, cell({ build: `nginx-${version}-path` }))

test.for([
  ['<1.26.3', true, false, false],
  ['<=1.26.3', true, true, false],
  ['>1.26.3', false, false, true],
  ['>=1.26.3', false, true, true],
  ['=1.26.3', false, true, false],
  ['1.26.3', false, true, false],
  [' >=1.26  <1.27 ', true, true, false],
] as const)('%s: of an older version %s, of the same %s, of a newer one %s', ([range, older, same, newer]) => {
  expect(['1.26.2', '1.26.3', '1.27.0'].map((version) => inVersion(version, range))).toEqual([older, same, newer])
  expect(isVersionRange(range)).toBe(true)
})

test('versions are compared as numbers, and a piece that is missing is 0', () => {
  expect(compareVersions('1.9', '1.10')).toBeLessThan(0)
  expect(compareVersions('1.10', '1.9.9')).toBeGreaterThan(0)
  expect(compareVersions('1.26', '1.26.0')).toBe(0)
  expect(compareVersions('1.26', '1.26.1')).toBeLessThan(0)
  expect(compareVersions('1.26.1', '1.26')).toBeGreaterThan(0)
  expect(compareVersions('2.4.65', '2.4.65')).toBe(0)
})

test('what is no version condition', () => {
  expect(
    ['', 'x', '>', '>=1.22 x', 'x1.2', '1.2x', '>>1.2', '1.', '>=1.22 <', 'v1 1.2'].filter(isVersionRange),
  ).toEqual([])
  expect(['10', '<10.20.30', '1.2 =1.3'].map(isVersionRange)).toEqual([true, true, true])
})

test('the version is in the id of the build, behind the product', () => {
  expect(versionOf({ proxy: 'nginx', build: 'nginx-1.26.3-debian-trixie' })).toBe('1.26.3')
  expect(versionOf({ proxy: 'apache', build: 'apache-12.34-path' })).toBe('12.34')
  expect(versionOf({ proxy: 'apache', build: 'nginx-1.26.3-path' })).toBe('')
  expect(versionOf({ proxy: 'nginx', build: 'nginx-custom-1.2' })).toBe('')
})

test('a build without a version meets no version condition', () => {
  const custom = cell({ build: 'nginx-custom' })
  expect(matches({ version: ['<1.26'] }, custom)).toBe(false)
  expect(matches({ version: ['>=0'] }, custom)).toBe(false)
  expect(matches({}, custom)).toBe(true)
})

test('one of the values has to match, of each condition', () => {
  expect(matches({ build: ['x', 'nginx-*-trixie'] }, cell())).toBe(true)
  expect(matches({ build: ['*-trixie'], profile: ['x'] }, cell())).toBe(false)
  expect(matches({ build: ['nginx-1.26'] }, cell())).toBe(false)
  expect(matches({ build: ['1.26.3-debian-trixie'] }, cell())).toBe(false)
  expect(matches({ build: ['nginx-1x26*'] }, cell())).toBe(false)
  expect(matches({ build: ['nginx-1.26*'] }, cell({ build: 'nginx-1x26' }))).toBe(false)
  expect(matches({ front: ['h1'] }, cell())).toBe(false)
})

test('a condition that is ignored holds', () => {
  expect(matches({ build: ['x'], profile: ['defaults'] }, cell(), ['build'])).toBe(true)
  expect(matches({ build: ['x'], profile: ['y'] }, cell(), ['build'])).toBe(false)
})
