/** Variables that depend on others, in however many steps. Pure. */
import { learnNames } from '../_kit/tls-guards.ts'
import type { Directive, Word } from './config.ts'

export type Names = ReadonlySet<string>

/**
 * Variables with such a name, those that are set from one or in an `if` that tests one, and maps of one; also indirectly.
 * @param all every directive of `http`
 */
export function spread(all: readonly Directive[], isFirst: (name: string) => boolean): Names {
  const names = new Set(all.flatMap(({ args }) => args.flatMap(({ text }) => variablesIn(text))).filter(isFirst))
  learnNames(names, (learnName) => {
    const learn = (words: readonly Word[]): void => {
      for (const { text } of words) if (text.startsWith('$')) learnName(text.slice(1))
    }
    for (const { name, args, block = [] } of all) {
      if (name === 'map' && looksAt(args.slice(0, -1), names)) learn(args.slice(-1))
      // Without a source it reads the address of the client.
      if (name === 'geo' && (args.length === 1 ? isFirst('remote_addr') : looksAt(args.slice(0, -1), names)))
        learn(args.slice(-1))
      if (name === 'set' && looksAt(args.slice(1), names)) learn(args.slice(0, 1))
      if (name !== 'if' || !looksAt(args, names)) continue
      for (const inner of block) if (inner.name === 'set') learn(inner.args.slice(0, 1))
    }
  })
  return names
}

const variablesIn = (text: string): string[] =>
  [...text.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)].map(([, braced, bare]) => (braced ?? bare ?? '').toLowerCase())

export const looksAt = (words: readonly Word[], names: Names): boolean =>
  words.some(({ text }) => variablesIn(text).some((name) => names.has(name)))
