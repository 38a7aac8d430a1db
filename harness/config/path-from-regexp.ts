/** Generates a path that a regular expression matches, so that a route that is written as a regular expression can be requested. */

import { matches } from './safe-regexp.ts'

/** Maximum length of the generated text; nested repetitions could make any length. */
const LONGEST = 200
const MAX_DEPTH = 100

/** Maximum number of alternatives tried for each group: paths of the first ones may belong to another location. */
const MAX_ALTERNATIVES = 4
/** Parts of a path that a proxy normalises or rejects before it selects a location: empty components, `.` and `..`, spaces, escapes. */
const NOT_NORMAL = /\/\/|\/\.\.?(\/|$)|[\s%?#\\]/

/** Precedes text that begins no path; no word that another expression of the same configuration may select by, such as `sse`. */
const NEUTRAL = 'k3v9'

/** @returns a path that starts with `/` and matches; undefined where none was found */
export const samplePath = (regex: RegExp): string | undefined => samplePaths(regex)[0]

/** Matching paths, each for another branch of the expression, that a proxy's normalisation does not change. */
export function samplePaths(regex: RegExp): readonly string[] {
  const source = regex.source.replace(/\(\?<?[!=][^)]*\)/g, '')
  const found = new Set<string>()
  for (let alternative = 0; alternative < MAX_ALTERNATIVES; alternative++) {
    for (const least of [0, 1]) {
      const text = sampleText(source, least, alternative)
      const path = [text, text.startsWith('.') ? `/${NEUTRAL}${text}` : `/${text}`, `/${NEUTRAL}/${text}`].find(
        (one) => one.startsWith('/') && !NOT_NORMAL.test(one) && matches(regex, one),
      )
      if (path === undefined) continue
      found.add(path)
      break
    }
  }
  return [...found]
}

/**
 * The shortest text that the expression allows, truncated where it gets too long.
 * @param least how many times optional elements are repeated, 0 or 1
 * @param alternative index of the alternative that is taken in each group; the last one where there are fewer
 */
export function sampleText(source: string, least = 0, alternative = 0): string {
  let at = 0
  let depth = 0
  return sequence()

  function sequence(): string {
    let text = ''
    let passed = 0
    while (at < source.length && source[at] !== ')') {
      if (source[at] === '|') {
        if (passed++ === alternative) {
          skipAlternatives()
          break
        }
        at++
        text = ''
        continue
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
    // Real expressions are not nested this deeply: the rest is ignored, to protect the stack.
    if (++depth > MAX_DEPTH) at = source.length
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
    const [all, count] = /^(?:[*?]|\+|\{(\d+)[^}]*\})[?+]?/.exec(source.slice(at)) ?? []
    if (all === undefined) return 1
    at += all.length
    // Bounded, whatever number is written.
    if (count !== undefined) return Math.min(Math.max(Number(count), least), 64)
    return all.startsWith('+') ? 1 : least
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
