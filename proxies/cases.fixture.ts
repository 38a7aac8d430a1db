/**
 * Realistic configurations with the correct results: `proxies/<product>/cases/<name>/right.yaml`, and in `given/` beside it the
 * files that a user passes to `check`. Places are `file:line` in `given/`.
 */

import { globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export interface RightRoute {
  /** The directive that passes requests on. */
  readonly at: string
  readonly name: string
  readonly path: string
  /** Default: any. */
  readonly host?: string
  /** Default: `[h1]`. */
  readonly fronts?: readonly string[]
  /** The idle limit and its place: `60 s (default)`. */
  readonly idle: string
  /** What applies to the route but cannot be run: `include conf.d/x.conf`, `module ModSecurity`. */
  readonly untested?: readonly string[]
  readonly grade: 'works' | 'degraded' | 'broken' | 'refused' | 'unknown'
  /** Words of the headline. */
  readonly headline?: string
  /** Criterion → the cause's place and name, `default proxy_buffering`; for `state` the refused line. */
  readonly causes?: Readonly<Record<string, string>>
  /** Every line that the combined change adds, or (with `-`) removes without a replacement. */
  readonly fix?: readonly string[]
  /** What the application can do instead: its header field. */
  readonly application?: string
  /** Lines that the same change adds when it is restricted to one path. */
  readonly narrower?: readonly string[]
  /**
   * Number of concurrent streams over one of the fronts, and the line that was found to limit it, else one that limits it to the
   * same number.
   */
  readonly streams?: { readonly most: number; readonly by: string }
}

export interface RightError {
  readonly code: string
  readonly at?: string
  /** Words that the message contains. */
  readonly says: string
  /** Words that the advice contains. */
  readonly advice?: string
}

export interface Right {
  /** One sentence: the problem, or what is easily reported wrongly. */
  readonly about: string
  /** Source of the configuration's structure. */
  readonly source?: string
  /** The argument of `check`, relative to `given/`. Default: its only entry, else the folder. */
  readonly check?: string
  /** Nothing can be tested: exit code 2. */
  readonly error?: RightError
  readonly routes?: readonly RightRoute[]
  /** For each note about the files, words that it contains. */
  readonly notes?: readonly string[]
  /** For each part that is recognised but not tested, `file:line: words`. */
  readonly notTested?: readonly string[]
  /** For each remark on the configuration, `file:line: words`. */
  readonly remarks?: readonly string[]
  /** Debian packages of modules. */
  readonly packages?: readonly string[]
  /** Exit code where something was tested. */
  readonly exit?: 0 | 1
}

export interface Case {
  /** `<product>/<name>`. */
  readonly name: string
  readonly product: string
  /** The folder in which `check` is run. */
  readonly folder: string
  /** The argument of `check`. */
  readonly given: string
  readonly right: Right
}

const PROXIES = dirname(fileURLToPath(import.meta.url))

const KEYS = {
  case: 'about source check error routes notes notTested remarks packages exit',
  route: 'at name path host fronts idle untested grade headline causes fix application narrower streams',
  error: 'code at says advice',
}

/** @throws for an unknown field, because a misspelt one would never be compared */
function readRight(file: string): Right {
  const right = parse(readFileSync(file, 'utf8')) as Right
  const unknown = (kind: keyof typeof KEYS, value: object): string[] =>
    Object.keys(value).filter((key) => !KEYS[kind].split(' ').includes(key))
  const strange = [
    ...unknown('case', right),
    ...unknown('error', right.error ?? {}),
    ...(right.routes ?? []).flatMap((route) => unknown('route', route)),
  ]
  if (strange.length > 0) throw new Error(`${file}: ${strange.join(', ')} is not known`)
  if (right.error === undefined && (right.routes === undefined || right.exit === undefined))
    throw new Error(`${file}: an error, or routes and an exit code`)
  return right
}

export const cases: readonly Case[] = globSync('*/cases/*/right.yaml', { cwd: PROXIES })
  .sort()
  .map((file) => {
    const [product = '', , name = ''] = file.split('/')
    const folder = join(PROXIES, dirname(file), 'given')
    const right = readRight(join(PROXIES, file))
    const [only, more] = readdirSync(folder)
    const given = right.check ?? (more === undefined && only !== undefined ? only : '.')
    return { name: `${product}/${name}`, product, folder, given, right }
  })

/** Each entry of `words` is contained in one of the texts, and no text is left over. */
export function unmatched(texts: readonly string[], words: readonly string[] = []): string[] {
  const left = [...texts]
  const missing = words.filter((word) => {
    const at = left.findIndex((text) => text.includes(word))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return [...missing.map((word) => `not said: ${word}`), ...left.map((text) => `not expected: ${text}`)]
}

/** Lines that a diff adds; with `- ` in front, lines that it removes without a replacement. */
export function linesIn(diff: string): readonly string[] {
  const of = (sign: string): string[] =>
    diff
      .split('\n')
      .filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3)))
      .map((line) => line.slice(1).trim())
  const added = of('+')
  return added.length > 0 ? added : of('-').map((line) => `- ${line}`)
}
