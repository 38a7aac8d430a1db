import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { faultsOfLock } from './check-lock.mjs'

const read = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
const { allowScripts } = read('../package.json')
const { version } = read('node-binary.json')

/** What is said of this project's lock file after a change of its entries. */
function faultsAfter(change, { scripts = allowScripts, pinned = version } = {}) {
  const lock = read('../package-lock.json')
  change(lock.packages, lock)
  return faultsOfLock(lock, scripts, pinned)
}

const EXECA = 'node_modules/execa'

test('the lock file as it is has no faults', () => {
  expect(faultsAfter(() => {})).toEqual([])
})

test.each([
  ['no integrity', { integrity: undefined }, /has no integrity; .*npm view execa@\S+ dist\.integrity$/],
  ['sha1', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, /its integrity is not one sha512: sha1-/],
  ['a cut sha512', { integrity: 'sha512-AAAA==' }, /its integrity is not one sha512/],
  // npm takes the strongest of several; a second sha512 would be an alternative.
  ['two hashes', { integrity: `sha512-${'A'.repeat(86)}== sha512-${'B'.repeat(86)}==` }, /is not one sha512/],
  ['no version', { version: undefined }, /has no version/],
  ['another registry', { resolved: 'https://npm.example/execa.tgz' }, /comes from https:\/\/npm\.example/],
  ['http', { resolved: 'http://registry.npmjs.org/execa/-/execa-1.0.0.tgz' }, /comes from http:/],
  ['a similar host', { resolved: 'https://registry.npmjs.org.example/execa.tgz' }, /comes from /],
  ['a repository', { resolved: 'git+ssh://git@github.com/a/b.git#c0ffee' }, /comes from git\+ssh:/],
  ['an archive', { resolved: 'file:execa.tgz' }, /comes from file:/],
  ['a folder', { link: true, resolved: '../execa' }, /is a link to the folder "\.\.\/execa"/],
  ['an install script', { hasInstallScript: true }, /has an install script; .*"execa": false/],
])('%s fails', (_, fields, expected) => {
  const faults = faultsAfter((packages) => Object.assign(packages[EXECA], fields))
  expect(faults).toHaveLength(1)
  expect(faults[0]).toMatch(/^node_modules\/execa: /)
  expect(faults[0]).toMatch(expected)
})

test.each([
  'github:a/b',
  'a/b',
  'git+https://example.com/a.git',
  'git@example.com:a.git',
  'https://example.com/a.tgz',
  'http://example.com/a.tgz',
  'file:../a',
  'link:../a',
  '../a',
  '.',
  'a.tgz',
  'npm:../a',
])('a dependency on %s fails, of the project and of a package', (spec) => {
  for (const [path, kind] of [
    ['', 'devDependencies'],
    [EXECA, 'dependencies'],
    [EXECA, 'optionalDependencies'],
  ]) {
    const faults = faultsAfter((packages) => {
      packages[path][kind] = { ...packages[path][kind], other: spec }
    })
    expect(faults).toEqual([`${path || 'the project'}: depends on other from "${spec}", not from the npm registry`])
  }
})

test.each(['^1.2.3', '1 || 2', '>=1 <2', '*', '', 'latest', 'npm:b@^1.0.0', 'npm:@a/b@~1.0.0'])(
  'a dependency on %j is one on the registry',
  (spec) => {
    expect(faultsAfter((packages) => Object.assign(packages[EXECA].dependencies, { other: spec }))).toEqual([])
  },
)

test('one line for each entry, whatever is wrong with it', () => {
  const faults = faultsAfter((packages) => {
    Object.assign(packages[EXECA], { integrity: undefined, resolved: 'http://a.example', hasInstallScript: true })
    Object.assign(packages['node_modules/diff'], { integrity: undefined })
  })
  expect(faults.map((line) => line.split(': ')[0]).sort()).toEqual(['node_modules/diff', EXECA])
})

test('only node may run an install script, under its own name', () => {
  const none = () => {}
  expect(faultsAfter(none, { scripts: { ...allowScripts, ssh2: true } })).toEqual([
    expect.stringMatching(/^node_modules\/ssh2: has an install script/),
    expect.stringMatching(/^ssh2: allowScripts of package\.json lets its install script run; only node may/),
  ])
  const alias = faultsAfter((packages) => Object.assign(packages['node_modules/node'], { name: 'other' }))
  expect(alias).toEqual([expect.stringMatching(/^node_modules\/node: has an install script; .*"other": false/)])
})

test('hashes of another version of Node fail', () => {
  expect(faultsAfter(() => {}, { pinned: '1.0.0' })).toEqual([
    `node_modules/node: is ${version}, but the hashes are of 1.0.0; run: node scripts/pin-node.mjs`,
  ])
})

test('a lock file of another version, whose entries have another shape, fails', () => {
  const faults = faultsAfter((_, lock) => Object.assign(lock, { lockfileVersion: 1 }))
  expect(faults).toEqual(['lockfileVersion is 1, expected 3'])
})
