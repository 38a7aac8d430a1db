/** The areas of mutation testing: a renamed file would silently be left out. */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AREAS } from './mutation/areas.mjs'

/** What `vitest-in-process.mjs` exports. */
const HAS = new Set(['afterEach', 'beforeEach', 'describe', 'expect', 'it', 'test'])

/** @param {string} pattern @returns {string[]} the pattern with each alternative of its braces */
function alternatives(pattern) {
  const [, before = '', inside, after = ''] = /^(.*?)\{([^}]*)\}(.*)$/.exec(pattern) ?? []
  if (inside === undefined) return [pattern]
  return inside.split(',').flatMap((one) => alternatives(`${before}${one}${after}`))
}

test.for(Object.entries(AREAS))(
  '%s: each file of its code exists, and each pattern of its tests',
  ([, { code, tests }]) => {
    const missing = [...code.flatMap(alternatives), ...tests].filter((pattern) => globSync(pattern).length === 0)
    expect(missing).toEqual([])
  },
)

test.for(Object.entries(AREAS))('%s: its tests need nothing of vitest that the runner in one process lacks', (area) => {
  const [, { tests }] = area
  const needing = tests
    .flatMap((pattern) => globSync(pattern))
    .filter((file) => {
      const [, names = ''] = /import \{([^}]*)\} from 'vitest'/.exec(readFileSync(file, 'utf8')) ?? []
      return names.split(',').some((name) => !HAS.has(name.trim()))
    })
  expect(needing).toEqual([])
})
