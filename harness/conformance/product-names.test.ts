/** The harness gets all knowledge of a product from its adapter: no code outside of the product's folder names a product. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { adaptersOf, loadProducts } from '../matrix/catalog.ts'
import type { Adapter } from '../model/index.ts'

const TOP = fileURLToPath(new URL('../..', import.meta.url))
const adapters = adaptersOf(await loadProducts())
/** Extensions, and directives that are one ordinary word, also occur elsewhere. Only these folders may not contain them in their texts. */
const STRICT = /^harness\/(intake|cli)\/|^harness\/matrix\/catalog\.ts$/
/** Data about other formats, the default matrix, which names profiles, and the search for secrets in text of any product. */
const EXEMPT = ['harness/intake/known-formats.ts', 'harness/redact/config-secrets.ts']

/** Directives that are also values or names of options. */
const EVERYDAY: readonly string[] = ['error', 'proxy']

/**
 * The texts of a module: strings, the fixed parts of templates, regular expressions. Comments are excluded, since they may
 * contain examples.
 */
function literalsIn(code: string): string[] {
  const token =
    /\/\*[\s\S]*?\*\/|\/\/.*|'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`|(?<=[(,=:[!&|?{};>]\s*)\/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/[a-z]*/g
  return [...code.matchAll(token)].flatMap(
    ([, single, double, template, regexp]) =>
      single ?? double ?? template?.replace(/\$\{[^}]*\}/g, '\0') ?? regexp ?? [],
  )
}

/** Names of a product, its programs, packages, images and main files. */
function productNames({ product, title, executables, packages, images, language }: Adapter): string[] {
  const names = [
    product,
    ...title.split(' '),
    ...executables,
    ...packages,
    ...images.map((one) => one.split(':')[0] ?? ''),
  ]
  return [...names, ...(language?.imageNames ?? []), ...(language?.mainFiles ?? []), ...(language?.valueFiles ?? [])]
}

const known = {
  names: new Set(adapters.flatMap(productNames).map((name) => name.toLowerCase())),
  directives: new Set(adapters.flatMap(({ language }) => language?.directives ?? [])),
  extensions: new Set(adapters.flatMap(({ language }) => language?.extensions ?? [])),
  folders: new Set(
    adapters.flatMap(({ language }) => [...(language?.wholeFolders ?? []), ...Object.keys(language?.switchedOn ?? {})]),
  ),
}
const isDirective = (word: string): boolean => known.directives.has(word) || known.directives.has(word.toLowerCase())

/** Comments may contain examples; code may not. */
const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')

/** Product names in a module's texts, and directives anywhere in its code. */
function named(code: string): string[] {
  const words = literalsIn(code).flatMap((text) => text.match(/[a-z][\w-]*(?:\.conf)?/gi) ?? [])
  // `proxy_buffering`, `ProxyTimeout`; names that are one ordinary word are excluded.
  const compound = withoutComments(code).match(/\b[a-z]+(?:_[a-z\d]+)+\b|\b(?:[A-Z]+[a-z\d]+){2,}\b/g) ?? []
  return [...words.filter((word) => known.names.has(word.toLowerCase())), ...compound.filter(isDirective)]
}

/** Also ordinary words: an extension after a dot or among alternatives, a folder, a directive that is the whole text. */
function namedStrictly(code: string): string[] {
  const found = literalsIn(code).flatMap((text) => [
    ...(text.match(/(?<=\.)[a-z]\w*/g) ?? []).filter((word) => known.extensions.has(word)),
    ...(text.match(/(?<=[(|:])[a-z]\w*(?=[|)])/g) ?? []).filter(
      (word) => known.extensions.has(word) || isDirective(word),
    ),
    ...[text].filter((word) => known.directives.has(word) && !EVERYDAY.includes(word)),
    ...(text.match(/[a-z]+-[a-z]+/g) ?? []).filter((word) => known.folders.has(word)),
  ])
  return [...named(code), ...found]
}

const sources = globSync(['harness/**/*.{ts,mjs}', 'proxies/_kit/*.ts'], { cwd: TOP })
  .filter((file) => !/\.test\.|fixture|^harness\/conformance\//.test(file) && !EXEMPT.includes(file))
  .map((file) => [file, readFileSync(join(TOP, file), 'utf8')] as const)

test('the adapters say what is looked for', () => {
  expect(adapters.map(({ product }) => product)).toEqual(expect.arrayContaining(['apache', 'nginx']))
  expect(known.directives.size).toBeGreaterThan(800)
  for (const { language } of adapters) {
    expect(language?.directives).toEqual(expect.arrayContaining(language?.includes?.directives.slice() ?? []))
    expect(language?.mainFiles).not.toEqual([])
    expect(language?.extensions).not.toEqual([])
  }
})

test('neither the harness nor what products share names a product or a directive of one', () => {
  expect(sources.flatMap(([file, code]) => named(code).map((word) => `${file}: ${word}`))).toEqual([])
})

test('what takes files in, the catalog and the commands name no extension, no folder and no plain directive either', () => {
  const strict = sources.filter(([file]) => STRICT.test(file))
  expect(strict.length).toBeGreaterThan(20)
  expect(strict.flatMap(([file, code]) => namedStrictly(code).map((word) => `${file}: ${word}`))).toEqual([])
})

test.for([
  ["const a = 'give nginx.conf'", 'nginx.conf'],
  ['const a = `as Apache \u0024{b} does`', 'Apache'],
  ["log('proxy_buffering off')", 'proxy_buffering'],
  ['const a = /^ProxyTimeout\\b/', 'ProxyTimeout'],
  ["name.endsWith('.conf')", 'conf'],
  ['const a = /\\.(conf|vhost)$/', 'conf'],
  ['const a = /^(?:include)/', 'include'],
  ['const a = /^(include|listen)/', 'include'],
  ["const a = 'sites-enabled'", 'sites-enabled'],
  ['const one = { ProxyTimeout, OneThing, one_thing }', 'ProxyTimeout'],
  ["// nginx\n/* Apache */ const a = 'x'", ''],
] as const)('%s', ([code, word]) => {
  expect(namedStrictly(code)[0] ?? '').toBe(word)
})
