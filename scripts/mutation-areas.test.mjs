/** The areas of mutation testing: a renamed file would silently be left out. */
import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AREAS } from './mutation/areas.mjs'

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
