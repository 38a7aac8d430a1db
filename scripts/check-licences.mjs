// Part of `npm run lint`: every package of package-lock.json has a licence that this project can use. Prints a line for each
// package without one, then exits with 1. `--list` prints the packages of each licence.

import { readFileSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Licences that only require their text in copies; SPDX identifiers. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unicode-3.0',
  'Unlicense',
]

/**
 * Allowed for development dependencies, because they are not distributed: MPL requires that changed files are published; CC-BY is
 * a licence for data that requires the author's name in copies.
 */
const ALLOWED_IN_DEVELOPMENT = [...ALLOWED, 'MPL-2.0', 'CC-BY-4.0']

/** Licences read in the package: its package.json has the obsolete field `licenses`, which npm ignores. */
const READ_BY_HAND = { 'buildcheck@0.0.7': 'MIT', 'cpu-features@0.0.10': 'MIT', 'ssh2@1.17.0': 'MIT' }

/**
 * @param {{ packages: Record<string, { version?: string, name?: string, license?: string, dev?: boolean }> }} lock
 * @returns {{ id: string, licence: string, dev: boolean, allowed: boolean }[]}
 */
export function licencesOf({ packages }) {
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => {
      const { name = path.split('node_modules/').at(-1), version, license, dev = false } = entry
      const id = `${name}@${version}`
      const licence = String(license ?? READ_BY_HAND[id] ?? 'none')
      return { id, licence, dev, allowed: isAllowed(licence, dev ? ALLOWED_IN_DEVELOPMENT : ALLOWED) }
    })
}

/** One choice of `OR` is sufficient; all parts of `AND` are required. A more deeply nested expression has to be read by a person. */
function isAllowed(/** @type {string} */ expression, /** @type {string[]} */ allowed) {
  const choices = expression.replace(/^\(([^()]*)\)$/, '$1').split(' OR ')
  return choices.some((choice) => choice.split(' AND ').every((licence) => allowed.includes(licence)))
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const found = licencesOf(JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')))
  if (process.argv.includes('--list')) {
    for (const licence of [...new Set(found.map((each) => each.licence))].sort()) {
      const ids = new Set(
        found.filter((each) => each.licence === licence).map(({ id, dev }) => (dev ? `${id} (dev)` : id)),
      )
      process.stdout.write(`${licence}: ${[...ids].sort().join(', ')}\n`)
    }
  }
  const refused = found.filter(({ allowed }) => !allowed)
  for (const { id, licence, dev } of refused) {
    const list = dev ? 'ALLOWED_IN_DEVELOPMENT' : 'ALLOWED'
    process.stdout.write(`${id}: its licence is ${licence}, which is not in ${list} of scripts/check-licences.mjs\n`)
  }
  process.exitCode = refused.length > 0 ? 1 : 0
}
