/** `${NAME}` in templates, as envsubst fills them in: only names that have a value. */

import { type ConfigLanguage, SseCompatError } from '../model/index.ts'

export type Values = Readonly<Record<string, string>>

/** A name that a template has and nobody gave a value for. */
export interface Unfilled {
  readonly name: string
  /** `file:line` of its first place. */
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

/** `$NAME` and `${NAME}` of a line. In time of its length: what is not closed is not looked through again and again. */
export function* placesIn(line: string): Generator<TemplatePlace> {
  const end = line.lastIndexOf('}') + 1
  for (const { index, 0: written, 1: braced, 2: byDefault, 3: bare = '' } of line.slice(0, end).matchAll(PLACES))
    yield { from: index, written, name: braced ?? bare, byDefault }
  for (const { index, 0: written, 1: name = '' } of line.slice(end).matchAll(BARE))
    yield { from: end + index, written, name, byDefault: undefined }
}

/**
 * `$NAME` and `${NAME}`, once: a `$NAME` in a value stays. A line stays a line.
 * @param most characters that may come in their place
 * @returns undefined where it would be more
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

/** Names that a template may get a value for. */
export const namesIn = (text: string): readonly string[] => [
  ...new Set(text.split('\n').flatMap((line) => [...placesIn(line)].map(({ name }) => name))),
]

/** `${NAME:-default}` and `${NAME-default}`, as shells have them; comments are passed over. */
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

/** What stands for names of hosts and ports that nobody gave: here they have no meaning, as the harness puts its own in their place. */
const STAND_INS: readonly (readonly [RegExp, string])[] = [
  [
    /(^|_)(HOST|HOSTNAME|DOMAIN|DOMAINNAME|SERVER_?NAMES?|VHOST|FQDN|ADDR|ADDRESS|UPSTREAM|BACKEND|IP)(_\d+)?$/,
    'name.test',
  ],
  [/(^|_)(E?MAIL|ADMIN|SERVERADMIN)$/, 'admin@name.test'],
  [/(^|_)PORT(_\d+)?$/, '8080'],
  [/(^|_)LOG_?LEVEL$/, 'warn'],
]

/** Variables that are a line of their own: they stand for lines that may be there or not, of a part that is switched on by a value. */
export const optionalIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/^[ \t]*\$\{(\w+)\}[ \t]*$/gm)].map(([, name = '']) => name))

/** Undefined for a name that could set anything. */
export const standInFor = (name: string): string | undefined => STAND_INS.find(([names]) => names.test(name))?.[1]

/** Names as templates have them, in capitals: a proxy's own variables are in small letters, or its own defaults. */
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
 * Lines `NAME=value`, `NAME="value"`, `export NAME=value`; others are passed over, and nothing in them is run.
 * @throws SseCompatError `bad-option` for a name without a `=`, where `strict`
 */
export function readValues(text: string, strict = false): Values {
  const values: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(#|$)/.test(line)) continue
    // No repetition behind another that takes the same: a line may be a megabyte of blanks.
    const [, name, rest = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? []
    const raw = rest.trim()
    if (name === undefined) {
      if (strict) throw new SseCompatError('bad-option', `"${line.trim()}" is no NAME=value`)
      continue
    }
    const [, quoted] = /^(?:"([^"]*)"|'([^']*)')$/.exec(raw)?.filter((part) => part !== undefined) ?? []
    const value = quoted ?? raw.slice(0, /\s#/.exec(raw)?.index).trimEnd()
    // What a shell would have to work out is not known here.
    if (!/[`$]/.test(value)) values[name] = value
  }
  return values
}
