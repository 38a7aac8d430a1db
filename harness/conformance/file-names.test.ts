/** A newcomer must find things by file name: no two files have confusable names, and none is long. */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const TOP = fileURLToPath(new URL('../..', import.meta.url))
const MAX_LINES = 300

const files = globSync('{harness,proxies,scenarios,servers,reports/formats,scripts,bench}/**/*.{ts,mts,mjs}', {
  cwd: TOP,
})
const isTest = (file: string): boolean => /\.test\.|fixture/.test(file)
const shipped = files.filter((file) => !isTest(file))

/** `x.ts` beside a folder `x`. */
function besideFolders(all: readonly string[]): string[] {
  const folders = new Set(all.map(dirname))
  return all.filter((file) => folders.has(file.replace(/\.\w+$/, '')))
}

/**
 * Places where a file name has its own meaning: an interface (`harness/model`) and its implementation; a command or a script and
 * the module that it runs; the folder of one command, with its options and its report; the parts of one kind, which have the same
 * layout; separate programs.
 */
const OWN_SPACE =
  /^(harness\/(model|cli|diagnose|probe|app)|scripts|scenarios|servers|bench|reports\/formats|proxies\/[a-z]+)\//

/** Names that occur in two folders of the harness, or in the harness and in the products' shared code. */
function confusable(all: readonly string[]): string[] {
  const shared = all.filter((file) => !OWN_SPACE.test(file))
  const byName = Map.groupBy(shared, (file) => basename(file))
  return [...byName.values()].filter((some) => some.length > 1).map((some) => some.sort().join(' '))
}

/** Names of the harness that a product uses for something else. A product may use the name of the harness's type that it implements. */
function confusableWithProducts(all: readonly string[], kinds: readonly string[]): string[] {
  const own = new Map(all.filter((file) => /^harness\/(?!model|cli)/.test(file)).map((file) => [basename(file), file]))
  return all
    .filter((file) => /^proxies\/(?!faulty)[a-z]+\//.test(file) && !kinds.includes(basename(file)))
    .flatMap((file) => (own.has(basename(file)) ? [`${own.get(basename(file))} ${file}`] : []))
}

/** What a product declares, and how the harness uses it. */
const TOLD_BY_PRODUCTS = ['ineffective-directives.ts', 'product-limitations.ts', 'untested.ts']

/** Two sides of one thing, in folders whose names distinguish them. */
const PAIRS = [
  'harness/scenario-kit/buffered-bytes/measure.ts harness/scenario-kit/idle-timeout/measure.ts',
  'harness/diagnose/report/untested.ts proxies/_kit/untested.ts',
]

test('no file lies beside a folder of its name, or in harness/ itself', () => {
  expect(besideFolders(shipped)).toEqual([])
  expect(shipped.filter((file) => dirname(file) === 'harness')).toEqual([])
})

test('no two files have one name and another meaning', () => {
  expect(confusable(shipped).filter((pair) => !PAIRS.includes(pair))).toEqual([])
  expect(confusableWithProducts(shipped, TOLD_BY_PRODUCTS)).toEqual([])
})

test('no file is longer than 300 lines', () => {
  const lines = (file: string): number => readFileSync(join(TOP, file), 'utf8').split('\n').length - 1
  expect(files.filter((file) => lines(file) > MAX_LINES)).toEqual([])
})

test('violations are reported', () => {
  expect(besideFolders(['harness/run/a.ts', 'harness/run/a/b.ts'])).toEqual(['harness/run/a.ts'])
  expect(confusable(['harness/run/a.ts', 'harness/trace/x/a.ts', 'proxies/nginx/b.ts'])).toHaveLength(1)
  expect(confusable(['harness/run/a.ts', 'proxies/_kit/a.ts'])).toHaveLength(1)
  expect(confusableWithProducts(['harness/run/a.ts', 'proxies/nginx/a.ts'], [])).toHaveLength(1)
})

/** A file that somebody tried the tool with is easily committed with the rest. */
test('the top level has no configuration of a proxy', () => {
  expect(globSync('*.{conf,htaccess,vcl,cfg,pem,crt,key,log}', { cwd: TOP })).toEqual([])
})
