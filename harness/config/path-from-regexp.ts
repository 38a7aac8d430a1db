/** A path that a regular expression matches, so that a route written as one can be asked for. */

import { matches } from './safe-regexp.ts'

/** Longest text that is made; nested repetitions would make any length. */
const LONGEST = 200
const DEEPEST = 100

/** @returns a path that starts with `/` and matches, or undefined where none was found */
export function samplePath(regex: RegExp): string | undefined {
  const text = sampleText(regex.source.replace(/\(\?<?[!=][^)]*\)/g, ''))
  for (const path of [text, text.startsWith('.') ? `/sse${text}` : `/${text}`, `/sse/${text}`]) {
    if (path.startsWith('/') && !path.includes('//') && matches(regex, path)) return path
  }
  return undefined
}

/** The first alternative everywhere, and as little of everything as is allowed; cut where it gets too long. */
export function sampleText(source: string): string {
  let at = 0
  let depth = 0
  return sequence()

  function sequence(): string {
    let text = ''
    while (at < source.length && source[at] !== ')') {
      if (source[at] === '|') {
        skipAlternatives()
        break
      }
      const one = atom()
      text = (text + one.repeat(repetitions())).slice(0, LONGEST)
    }
    return text
  }

  function atom(): string {
    const c = source[at++] ?? ''
    if (c === '^' || c === '$') return ''
    if (c === '.') return 'a'
    if (c === '\\') return escaped(source[at++] ?? '')
    if (c === '[') return oneOf()
    if (c !== '(') return c
    const kind = /^\?(?::|P?<[^>]*>|'[^']*')/.exec(source.slice(at))?.[0] ?? ''
    at += kind.length
    // Deeper than anybody writes: the rest is left out, rather than the stack used up.
    if (++depth > DEEPEST) at = source.length
    const text = sequence()
    depth--
    at++
    return text
  }

  function oneOf(): string {
    const end = source.indexOf(']', at + (source[at] === '^' ? 2 : 1))
    const set = source.slice(at, end < 0 ? undefined : end)
    at = end < 0 ? source.length : end + 1
    if (set.startsWith('^')) return [...'ax1-_'].find((c) => !set.includes(c)) ?? 'a'
    return set.startsWith('\\') ? escaped(set[1] ?? '') : (set[0] ?? '')
  }

  function repetitions(): number {
    const [all, least] = /^(?:[*?]|\+|\{(\d+)[^}]*\})[?+]?/.exec(source.slice(at)) ?? []
    if (all === undefined) return 1
    at += all.length
    // Bounded, whatever is written there.
    return least === undefined ? (all.startsWith('+') ? 1 : 0) : Math.min(Number(least), 64)
  }

  function skipAlternatives(): void {
    for (let depth = 0; at < source.length && !(depth === 0 && source[at] === ')'); at++) {
      if (source[at] === '\\') at++
      else if (source[at] === '(') depth++
      else if (source[at] === ')') depth--
    }
  }
}

const escaped = (c: string): string => ({ d: '1', w: 'a', s: ' ', D: 'a', W: '-', S: 'a', b: '', B: '' })[c] ?? c
