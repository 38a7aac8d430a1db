import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { licencesOf } from './check-licences.mjs'

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
const only = (entry) => licencesOf({ packages: { '': {}, 'node_modules/a': { version: '1.0.0', ...entry } } })

test('all packages of this project have a licence that is allowed', () => {
  const found = licencesOf(lock)
  expect(found).toHaveLength(Object.keys(lock.packages).length - 1)
  expect(found.filter(({ allowed }) => !allowed)).toEqual([])
})

test.each([
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['AGPL-3.0-or-later', false],
  ['UNLICENSED', false],
  ['SEE LICENSE IN LICENSE.txt', false],
  [undefined, false],
  ['MIT OR GPL-3.0-only', true],
  ['(GPL-2.0-only OR Apache-2.0)', true],
  ['MIT AND ISC', true],
  ['MIT AND GPL-3.0-only', false],
  ['(MIT OR GPL-3.0-only) AND ISC', false],
  [{ type: 'MIT' }, false],
])('%j: allowed is %s', (license, allowed) => {
  expect(only({ license })).toMatchObject([{ id: 'a@1.0.0', allowed }])
})

test.for(['MPL-2.0', 'CC-BY-4.0'])(
  '%s, copyleft of single files or a licence of data, is for development only',
  (license) => {
    expect(only({ license, dev: true })).toMatchObject([{ allowed: true }])
    expect(only({ license })).toMatchObject([{ allowed: false }])
  },
)

test('a licence that was read by hand holds for that version, under the package’s real name', () => {
  const found = licencesOf({
    packages: {
      'node_modules/ssh2': { version: '1.17.0' },
      'node_modules/a/node_modules/ssh2': { version: '1.18.0' },
      'node_modules/ssh2-alias': { name: 'ssh2', version: '1.17.0' },
    },
  })
  expect(found.map(({ id, allowed }) => [id, allowed])).toEqual([
    ['ssh2@1.17.0', true],
    ['ssh2@1.18.0', false],
    ['ssh2@1.17.0', true],
  ])
})
