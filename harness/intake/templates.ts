/** Replaces `${NAME}` in templates, as envsubst does: only names that have a value. */

import { type ConfigLanguage, SseCompatError } from '../model/index.ts'

export type Values = Readonly<Record<string, string>>

/** A variable of a template for which there is no value. */
export interface Unfilled {
  readonly name: string
  /** `file:line` of its first occurrence. */
  readonly where: string
}

const PLACES = /\$(?:\{([A-Za-z_]\w*)(?::?-([^}]*))?\}|([A-Za-z_]\w*))/g
const BARE = /\$([A-Za-z_]\w*)/g

export interface TemplatePlace {
  /** Index in the line. */
  readonly from: number
  readonly written: string
  readonly name: string
  readonly byDefault: string | undefined
}

/**
 * Finds `$NAME` and `${NAME}` in a line, in time proportional to its length: the text after an unclosed `${` is not searched
 * repeatedly.
 */
export function* placesIn(line: string): Generator<TemplatePlace> {
  const end = line.lastIndexOf('}') + 1
  for (const { index, 0: written, 1: braced, 2: byDefault, 3: bare = '' } of line.slice(0, end).matchAll(PLACES))
    yield { from: index, written, name: braced ?? bare, byDefault }
  for (const { index, 0: written, 1: name = '' } of line.slice(end).matchAll(BARE))
    yield { from: end + index, written, name, byDefault: undefined }
}

/**
 * Replaces `$NAME` and `${NAME}` once: a `$NAME` inside a value is kept. Line breaks in values are removed, so that a line stays
 * one line.
 * @param most maximum number of characters that are inserted
 * @returns undefined where there would be more
 */
export function fillIn(text: string, values: Values, most: number): string | undefined {
  const oneLine = new Map(Object.entries(values).map(([name, value]) => [name, value.replace(/[\r\n]+/g, ' ')]))
  let left = most
  const filled: string[] = []
  for (const line of text.split('\n')) {
    let is = ''
    let at = 0
    for (const { from, written, name, byDefault } of placesIn(line)) {
      const value = oneLine.get(name)
      left -= value?.length ?? 0
      if (left < 0) return undefined
      is += line.slice(at, from) + (value ?? byDefault ?? written)
      at = from + written.length
    }
    filled.push(is + line.slice(at))
  }
  return filled.join('\n')
}

/** Names in a template that may get a value. */
export const namesIn = (text: string): readonly string[] => [
  ...new Set(text.split('\n').flatMap((line) => [...placesIn(line)].map(({ name }) => name))),
]

/** Replaces `${NAME:-default}` and `${NAME-default}` by their defaults, as shells do; comments are skipped. */
export function withDefaults(
  text: string,
): readonly { readonly name: string; readonly written: string; readonly line: number }[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      [...placesIn(line.replace(/^\s*#.*/, ''))].flatMap(({ name, written, byDefault }) =>
        byDefault === undefined ? [] : [{ name, written, line: index + 1 }],
      ),
    )
}

/** Default values for hosts and ports without a value. Their values do not matter, because the harness substitutes its own addresses. */
const STAND_INS: readonly (readonly [RegExp, string])[] = [
  [
    /(^|_)(HOST|HOSTNAME|DOMAIN|DOMAINNAME|SERVER_?NAMES?|VHOST|FQDN|ADDR|ADDRESS|UPSTREAM|BACKEND|IP)(_\d+)?$/,
    'name.test',
  ],
  [/(^|_)(E?MAIL|ADMIN|SERVERADMIN)$/, 'admin@name.test'],
  [/(^|_)PORT(_\d+)?$/, '8080'],
  [/(^|_)LOG_?LEVEL$/, 'warn'],
]

/** Variables that are alone on a line: they represent optional lines, of a part that a value enables. */
export const optionalIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/^[ \t]*\$\{(\w+)\}[ \t]*$/gm)].map(([, name = '']) => name))

/** Undefined for a name that could set anything else. */
export const standInFor = (name: string): string | undefined => STAND_INS.find(([names]) => names.test(name))?.[1]

/** Names in the spelling of templates, in capitals: a proxy's own variables are in lower case, or have defaults. */
export function unfilledIn(text: string, file: string, languages: readonly ConfigLanguage[]): readonly Unfilled[] {
  const found = new Map<string, Unfilled>()
  const own = new Set(
    languages.flatMap(({ ownVariables }) =>
      ownVariables === undefined ? [] : [...text.matchAll(ownVariables)].map(([, name]) => name),
    ),
  )
  const isOfStart = (name: string): boolean =>
    languages.some(({ startVariables }) => startVariables !== undefined && name.search(startVariables) === 0)
  let line = 1
  let counted = 0
  for (const match of text.matchAll(/\$\{([A-Z][A-Z0-9_]*)\}/g)) {
    const name = match[1] ?? ''
    if (found.has(name) || own.has(name) || isOfStart(name)) continue
    for (let at = text.indexOf('\n', counted); at >= 0 && at < match.index; at = text.indexOf('\n', at + 1)) line++
    counted = match.index
    found.set(name, { name, where: `${file}:${line}` })
  }
  return [...found.values()]
}

/**
 * Reads lines `NAME=value`, `NAME="value"`, `export NAME=value`; other lines are ignored, and nothing is executed.
 * @throws SseCompatError `bad-option` for a name without a `=`, where `strict`
 */
export function readValues(text: string, strict = false): Values {
  const values: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(#|$)/.test(line)) continue
    // No two adjacent repetitions that match the same characters, because a line may be a megabyte of spaces.
    const [, name, rest = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? []
    const raw = rest.trim()
    if (name === undefined) {
      if (strict) throw new SseCompatError('bad-option', `"${line.trim()}" is no NAME=value`)
      continue
    }
    const [, quoted] = /^(?:"([^"]*)"|'([^']*)')$/.exec(raw)?.filter((part) => part !== undefined) ?? []
    const value = quoted ?? raw.slice(0, /\s#/.exec(raw)?.index).trimEnd()
    // A value that a shell would have to evaluate is not known here.
    if (!/[`$]/.test(value)) values[name] = value
  }
  return values
}
