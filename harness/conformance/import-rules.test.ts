/** Each folder's file `DEPS` lists what it may import: see docs/architecture.md, "Imports". */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const TOP = fileURLToPath(new URL('../..', import.meta.url))
const ROOTS = '{harness,scenarios,proxies,servers,reports,scripts,bench}'

/** `harness/run`, `proxies/nginx`; for `scenarios/delivery` the rules are in `scenarios/DEPS`. */
const folderOf = (file: string): string => file.split('/').slice(0, -1).slice(0, 2).join('/')

type Rules = ReadonlyMap<string, readonly string[]>

/** Lines of a `DEPS` file; `#` begins a comment. */
const parse = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')

const readRules = (): Rules =>
  new Map(
    globSync(`${ROOTS}/{,*/}DEPS`, { cwd: TOP }).map((file) => [
      dirname(file),
      parse(readFileSync(join(TOP, file), 'utf8')),
    ]),
  )

const rulesFor = (folder: string, rules: Rules): readonly string[] | undefined =>
  rules.get(folder) ?? rules.get(dirname(folder))

const importsOf = (file: string, text: string): string[] =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, specifier]) =>
    normalize(join(dirname(file), specifier ?? '')),
  )

/** `from → to` for each import that its folder's rules do not allow, and for each target that does not exist. */
function violations(files: ReadonlyMap<string, string>, rules: Rules, exists: (file: string) => boolean): string[] {
  return [...files].flatMap(([file, text]) => {
    const here = folderOf(file)
    const allowed = rulesFor(here, rules)
    if (allowed === undefined) return [`${here} has no DEPS`]
    return importsOf(file, text).flatMap((target) => {
      const there = folderOf(target)
      if (!exists(target)) return [`${file} → ${target}, which does not exist`]
      return there === here || allowed.includes(there) ? [] : [`${file} → ${target}`]
    })
  })
}

/** Every cycle of an import graph, including type imports; for each cycle one of its members. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>()
  const found: string[] = []
  const visit = (node: string, path: readonly string[]): void => {
    if (state.get(node) === 'done') return
    if (state.get(node) === 'open') {
      found.push([...path.slice(path.indexOf(node)), node].join(' → '))
      return
    }
    state.set(node, 'open')
    for (const next of graph.get(node) ?? []) visit(next, [...path, node])
    state.set(node, 'done')
  }
  for (const node of graph.keys()) visit(node, [])
  return found
}

/** The shipped code: tests and their fixtures may import anything. */
const sources = new Map(
  globSync(`${ROOTS}/**/*.{ts,mts,mjs}`, { cwd: TOP })
    .filter((file) => !file.includes('.test.') && !file.includes('fixture'))
    .map((file) => [file, readFileSync(join(TOP, file), 'utf8')]),
)
const rules = readRules()
const exists = (file: string): boolean => existsSync(join(TOP, file))

test('every import is one that the DEPS of its folder names', () => {
  expect(violations(sources, rules, exists)).toEqual([])
})

test('every line of a DEPS is needed', () => {
  const used = new Set(
    [...sources].flatMap(([file, text]) =>
      importsOf(file, text).map((target) => `${folderOf(file)} ${folderOf(target)}`),
    ),
  )
  const needed = (folder: string, target: string): boolean =>
    [...used].some(
      (pair) => pair === `${folder} ${target}` || (pair.startsWith(`${folder}/`) && pair.endsWith(` ${target}`)),
    )
  const unused = [...rules].flatMap(([folder, targets]) =>
    targets.filter((target) => !needed(folder, target)).map((target) => `${folder}: ${target}`),
  )
  expect(unused).toEqual([])
})

test('no folder and no file imports itself by a detour', () => {
  expect(cycles(rules)).toEqual([])
  expect(cycles(new Map([...sources].map(([file, text]) => [file, importsOf(file, text)])))).toEqual([])
})

test.for([
  ['scenarios/delivery/criteria.ts', "import { record } from '../../harness/run/record.ts'"],
  ['harness/verdict/judge.ts', "import { runBatch } from '../run/scheduler.ts'"],
  ['harness/run/record.ts', "import { gone } from './gone.ts'"],
  ['proxies/nginx/adapter.ts', "import { adapter } from '../apache/adapter.ts'"],
  ['proxies/_kit/writer.ts', "import { parseNginx } from '../nginx/config.ts'"],
  ['harness/conformance/parts.ts', "import { redactText } from '../redact/redact.ts'"],
  ['scripts/doc-tables.ts', "import type { Found } from '../harness/redact/redact.ts'"],
  ['harness/matrix/plan.ts', "const a = await import('../cli/main.ts')"],
  ['harness/unheard-of/a.ts', ''],
] as const)('a violation in %s is reported', ([file, text]) => {
  expect(violations(new Map([[file, text]]), rules, exists)).not.toEqual([])
})

test('a cycle of types is reported, of files and of folders', () => {
  const texts = {
    'harness/run/a.ts': "import type { B } from './b.ts'",
    'harness/run/b.ts': "export type * from './a.ts'",
  }
  const graph = new Map(Object.entries(texts).map(([file, text]) => [file, importsOf(file, text)]))
  expect(cycles(graph)).toEqual(['harness/run/a.ts → harness/run/b.ts → harness/run/a.ts'])
  const withBack = new Map([...rules, ['harness/model', ['harness/cli']]])
  expect(cycles(withBack)).not.toEqual([])
})

test('a cycle is reported', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['a']],
  ])
  expect(cycles(graph)).toEqual(['a → b → c → a'])
})
