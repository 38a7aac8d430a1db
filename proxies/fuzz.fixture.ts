/** What the fuzz tests of both products share: configurations that are almost right, a place with bait beside it, and counts. */

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { rootCandidates } from '../harness/builds/local-builds.ts'
import { probe } from '../harness/builds/probe.ts'
import { type Adapter, type BuildFacts, type ConfigTree, SseCompatError } from '../harness/model/index.ts'
import { repository } from '../harness/runtimes/fixture.ts'

/** `SSE_COMPAT_FUZZ=2000` tries so many, other ones each time. */
const ASKED = Number(process.env.SSE_COMPAT_FUZZ || 0)
const FEW = 40
const LONG_MS = 3_600_000
/** Of the few; any number does. */
const SEED = 20_231

export const timeout = ASKED > 0 ? LONG_MS : 60_000

/** The newest unpacked build; undefined where there is none. */
export async function buildOf(adapter: Adapter): Promise<BuildFacts | undefined> {
  const candidate = rootCandidates(adapter, `${repository}/.cache`).at(-1)
  return candidate && probe(adapter, candidate, { get: (_key, make) => make(), save() {} })
}

export interface Counts {
  readonly accepted: number
  /** `code: message` → how many. */
  readonly refused: ReadonlyMap<string, number>
}

/**
 * Tries configurations until one fails, and prints what came out where many are asked for.
 * @param prepare gives what is to be judged; an `SseCompatError` of it refuses the configuration
 */
export function tryAll<T, P>(
  title: string,
  configurations: fc.Arbitrary<T>,
  prepare: (config: T) => P,
  judge: (prepared: P) => void,
): Counts {
  let accepted = 0
  const refused = new Map<string, number>()
  const seed = ASKED > 0 ? Date.now() % 2 ** 31 : SEED
  if (ASKED > 0) console.log(`${title}: ${ASKED} configurations, seed ${seed}`)
  fc.assert(
    fc.property(configurations, (config) => {
      let prepared: P
      try {
        prepared = prepare(config)
      } catch (error) {
        if (!(error instanceof SseCompatError)) throw error
        const reason = `${error.code}: ${error.message.replace(/(?<=^the file )".*"|\d+/gs, '…')}`
        refused.set(reason, (refused.get(reason) ?? 0) + 1)
        return
      }
      accepted++
      judge(prepared)
    }),
    { numRuns: ASKED || FEW, seed },
  )
  if (ASKED > 0)
    console.log(
      `${title}: ${accepted} accepted`,
      [...refused].sort(([, a], [, b]) => b - a),
    )
  return { accepted, refused }
}

export const totalOf = ({ refused }: Counts): number => [...refused.values()].reduce((sum, each) => sum + each, 0)

/** @throws Error with the first line that differs: the whole of it is long */
export function expectSame(is: string, believed: string): void {
  if (is === believed) return
  const [all, others] = [is.split('\n'), believed.split('\n')]
  const at = all.findIndex((line, index) => line !== others[index])
  throw new Error(`the proxy reads\n${all[at]}\nwhere this is believed\n${others[Math.max(0, at)]}`)
}

/** A folder for the proxy, and bait beside it. */
export interface Arena extends Disposable {
  /** For `Site.directory`. */
  readonly directory: string
  /** Where data files of a build of its own may be. */
  readonly data: string
  /** A folder in which nothing may appear. */
  readonly bait: string
  /** A pipe in it: whoever opens it, to read or to write, waits there for ever, and is found out by that. */
  readonly pipe: string
  /** Empties the proxy's folder and puts files into it. */
  fill(files: Readonly<Record<string, string>>, folders: readonly string[]): void
  /** Runs the build's executable until it ends. @throws where it does not, or where something outside has changed */
  run(build: BuildFacts, args: readonly string[], env?: Readonly<Record<string, string>>): Answer
}

export interface Answer {
  readonly isAccepted: boolean
  readonly stdout: string
  readonly stderr: string
}

export function openArena(): Arena {
  const base = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const [directory, data, bait] = [join(base, 'site'), join(base, 'data'), join(base, 'bait')]
  const pipe = join(bait, 'pipe')
  for (const folder of [directory, data, bait]) mkdirSync(folder)
  execFileSync('mkfifo', [pipe])
  return {
    directory,
    data,
    bait,
    pipe,
    fill(files, folders) {
      rmSync(directory, { recursive: true })
      for (const folder of ['', ...folders]) mkdirSync(join(directory, folder), { recursive: true })
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(directory, dirname(path)), { recursive: true })
        writeFileSync(join(directory, path), text)
      }
    },
    run(build, args, env = {}) {
      const [file = '', ...before] = build.exec
      const options = { cwd: directory, env, timeout: 30_000, stdio: 'pipe', maxBuffer: 2 ** 28 } as const
      const { status, stdout, stderr, error } = spawnSync(file, [...before, ...args], options)
      if (error !== undefined) throw error
      const found = readdirSync(base, { recursive: true }).filter((name) => !/^(site|data)\//.test(String(name)))
      const isUntouched = found.sort().join() === 'bait,bait/pipe,data,site'
      if (status === null || !isUntouched) throw new Error(`it left its folder: ${status} ${found} ${stderr}`)
      return { isAccepted: status === 0, stdout: stdout.toString(), stderr: stderr.toString() }
    },
    [Symbol.dispose]: () => rmSync(base, { recursive: true }),
  }
}

/** Characters that mean something, to a proxy or to whoever reads text carelessly. */
const CHARACTERS =
  '" \' \\ \\\\ $ \x24{ \x24{X} { } ; # < > | ( ) [ ] * ? ~ ^ = @ ! % %{ %% , : & + - . .. / a B 0 1 $1 %1 n t r ß 漢 😀'
    .split(' ')
    .concat([' ', '  ', '\t', '\n', '\r', '\r\n', '\v', '\f', '\x01', '\x1b', '\x7f', '\u00a0', '\u2028', '\ufeff'])
/** No text has them: each refuses a configuration. */
const IMPOSSIBLE = ['\0', '\ud800']

/** Words that lead somewhere. */
const hostileWords = (bait: string): readonly string[] => [
  '',
  'off',
  'on',
  'none',
  'all',
  'default',
  'include',
  'http://app',
  'http://127.0.0.1:9',
  '10.0.0.1',
  '10.0.0.1:81',
  '127.0',
  'localhost:81',
  'unix',
  `unix:${bait}/socket`,
  `${bait}/pipe`,
  `${bait}/marker`,
  `../../bait/pipe`,
  `;include ${bait}/pipe;`,
  `a;error_log ${bait}/marker debug;#`,
  `\nInclude ${bait}/pipe\n`,
  `x\nErrorLog ${bait}/marker\n`,
  `" ${bait}/pipe`,
  `|/usr/bin/touch ${bait}/marker`,
  `exec:${bait}/pipe`,
  `file:${bait}/marker`,
  'syslog:server=127.0.0.1:9',
  'memory:1m',
  'data:$http_x',
  '$http_x',
  '$1',
  '\x24{HOME}',
  '\x24{PATH}',
  '\x24{request_uri}',
  '%{REQUEST_URI}',
  '%{HTTP:X}',
  'expr=%{req:X}',
  'zone=a:10m',
  'max=1000000000',
  '8192m',
  'C:\\x\\n',
  '^/(?<t>.+)$',
  '~ ^/a{1,2}"',
  '\\.php$',
  '[P,L]',
  'proxy:http://10.0.0.1/',
  'balancer://b/',
]

export interface Language {
  readonly seeds: readonly ConfigTree[]
  /** Directives with `@` where a word belongs. */
  readonly templates: readonly string[]
  readonly lineBreaks: readonly string[]
  /** A word as somebody may write it. */
  write(word: string, style: Style): string
  /** Where the words and the directives of a text are; nothing where it cannot be read. */
  placesIn(text: string): { readonly words: readonly (readonly [number, number])[]; readonly starts: readonly number[] }
  /** A line that includes a mask. */
  includeLine(mask: string): string
}

export type Style = 'bare' | 'escaped' | '"' | "'"
type Change =
  | { readonly kind: 'word' | 'behind' | 'directive' | 'anywhere'; readonly at: number; readonly text: string }
  | { readonly kind: 'file'; readonly at: number; readonly name: string; readonly text: string }

/** Words that lead somewhere, odd characters, and both in one. */
export function wordsFor(bait: string): fc.Arbitrary<string> {
  const known = hostileWords(bait)
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known) },
    { weight: 4, arbitrary: fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 6 }).map((all) => all.join('')) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.oneof(fc.constantFrom(...known), fc.constantFrom(...CHARACTERS)), { maxLength: 4 })
        .map((all) => all.join('')),
    },
  )
}

/** Configurations that people have, or that try to get out, with a few changes of their words, lines and files. */
export function mutations(language: Language, bait: string): fc.Arbitrary<ConfigTree> {
  const text = wordsFor(bait)
  const style = fc.oneof(
    { weight: 1, arbitrary: fc.constant<Style>('bare') },
    { weight: 9, arbitrary: fc.constantFrom<Style>('escaped', '"', "'") },
  )
  const word = fc.tuple(text, style).map(([text, style]) => language.write(text, style))
  const directive = fc
    .tuple(
      fc.constantFrom(...language.templates),
      fc.array(word, { minLength: 5, maxLength: 5 }),
      fc.constantFrom(...language.lineBreaks),
    )
    .map(([template, words, end]) => {
      let next = 0
      return template.replace(/@/g, () => words[next++] ?? 'x') + end
    })
  const at = fc.nat()
  const name = fc.oneof(
    fc.constantFrom('a.conf', 'a b.conf', 'ß.conf'),
    text.map((text) => `${text}.conf`),
  )
  const change = fc.oneof<fc.WeightedArbitrary<Change>[]>(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('word' as const), at, text: word }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('behind' as const), at, text: word.map((each) => ` ${each}`) }),
    },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('directive' as const), at, text: directive }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('anywhere' as const),
        at,
        text: fc.constantFrom(...CHARACTERS, '\\\n', '# x\n', '\\\r\n'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('file' as const), at, name, text: directive }) },
  )
  const impossible = fc.oneof(
    { weight: 60, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom(...IMPOSSIBLE) },
    { weight: 1, arbitrary: fc.constant('\ufeff') },
  )
  return fc
    .tuple(fc.constantFrom(...language.seeds), fc.array(change, { maxLength: 7 }), fc.boolean(), impossible)
    .map(([seed, changes, hasReturns, first]) => {
      const [[main = '', text = ''] = [], ...others] = Object.entries(seed)
      const changed = changedText(text, changes, language)
      const added = changes.flatMap((each, index) =>
        each.kind === 'file' ? [[`odd/${index}${each.name.replace(/^\/+/, '')}`, each.text] as const] : [],
      )
      const start = added.length > 0 ? `${language.includeLine('odd/*')}\n` : ''
      const whole = first + (start + changed)
      return Object.fromEntries([[main, hasReturns ? whole.replace(/\n/g, '\r\n') : whole], ...others, ...added])
    })
}

function changedText(text: string, changes: readonly Change[], language: Language): string {
  const { words, starts } = language.placesIn(text)
  const edits = changes.flatMap((change): (readonly [number, number, string])[] => {
    const { kind, at } = change
    if (kind === 'file') return []
    const [from, to] = words[at % Math.max(1, words.length)] ?? [0, 0]
    const start = starts[at % Math.max(1, starts.length)] ?? 0
    const any = at % (text.length + 1)
    if (kind === 'word') return [[from, to, change.text]]
    if (kind === 'behind') return [[to, to, change.text]]
    return kind === 'directive' ? [[start, start, change.text]] : [[any, any, change.text]]
  })
  let result = text
  for (const [from, to, is] of edits.sort(([a], [b]) => b - a)) result = result.slice(0, from) + is + result.slice(to)
  return result
}
