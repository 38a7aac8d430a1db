/** The values that a configuration gives to its own variables. */

import { type Directive, firstArg, type Word } from './config.ts'

const MAPPING = new Set(['map', 'geo', 'split_clients'])
/** Entries of such a block that are parameters of it. */
const NOT_A_VALUE = new Set(['include', 'hostnames', 'volatile', 'ranges', 'delete', 'proxy', 'proxy_recursive'])

/** Every value that `set`, `map`, `geo` or `split_clients` gives to a variable; the default of a block comes first. */
export function valuesOf(all: readonly Directive[]): ReadonlyMap<string, readonly Word[]> {
  const values = new Map<string, Word[]>()
  const add = (variable: string | undefined, word: Word | undefined, isDefault = false) => {
    if (!variable?.startsWith('$') || word === undefined) return
    const name = variable.slice(1)
    const known = values.get(name)
    if (known === undefined) values.set(name, [word])
    else if (isDefault) known.unshift(word)
    else known.push(word)
  }
  for (const directive of all) {
    if (directive.name === 'set') add(firstArg(directive), directive.args[1])
    if (!MAPPING.has(directive.name)) continue
    for (const entry of directive.block ?? []) {
      if (!NOT_A_VALUE.has(entry.name)) add(directive.args.at(-1)?.text, entry.args[0], entry.name === 'default')
    }
  }
  return values
}
