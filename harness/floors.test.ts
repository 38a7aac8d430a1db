/** Imports point down only: see docs/architecture.md, "The floors". */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const TOP = fileURLToPath(new URL('..', import.meta.url))

/** First match wins. A file sees lower floors, and its own room on its own floor. */
const FLOORS: readonly (readonly [pattern: RegExp, floor: number, room: string])[] = [
  [/^harness\/model\//, 0, 'model'],
  [
    /^harness\/(model|clock|cpu-time|certificates|digest|facts|docker-engine|origin|edits|config-edits|output-names|changes|rules|config-tree|sample-path|failures|bounded-regexp|web-socket|gated|drain|grew|kernel-queues|request-target|machine-fault|shortest-wait|visible)\.ts$/,
    0,
    'model',
  ],
  [/^harness\/isolation\//, 0, 'model'],
  [/^harness\/(client|runtimes|builds|explain|expect|intake)\//, 1, '$1'],
  [/^harness\/(expect)\.ts$/, 1, 'expect'],
  [/^harness\/(packed|traces)\.ts$/, 1, 'traces'],
  [/^harness\/(judge|plan|headline|stall|profiles|self-test|self-test-doc|responsible)\.ts$/, 1, '$1'],
  [/^harness\/redact(?:-\w+)?\.ts$/, 1, 'redact'],
  [/^servers\//, 1, 'servers'],
  [/^proxies\/([^/]+)\//, 1, 'proxies/$1'],
  [/^reports\/formats\//, 1, 'formats'],
  [/^scenarios\/([^/]+)\/(play|scenario)\.ts$/, 3, 'scenarios/$1'],
  [/^scenarios\/([^/]+)\//, 1, 'scenarios/$1'],
  [/^harness\/stage\.ts$/, 2, 'stage'],
  [/^harness\/assemble\.ts$/, 2, 'assemble'],
  [/^harness\/record\.ts$/, 3, 'record'],
  [/^harness\/(places|standing|batch|calm)\.ts$/, 4, 'batch'],
  [/^harness\/catalog\.ts$/, 4, 'catalog'],
  [/^harness\/cli\//, 5, 'cli'],
]

function placeOf(file: string): { floor: number; room: string } | undefined {
  for (const [pattern, floor, room] of FLOORS) {
    const match = pattern.exec(file)
    if (match !== null) return { floor, room: room.replace('$1', match[1] ?? '') }
  }
  return undefined
}

/** `from → to` for each import that does not point down. */
function violations(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = []
  for (const [file, text] of files) {
    const here = placeOf(file)
    if (here === undefined) {
      found.push(`${file} stands on no floor`)
      continue
    }
    for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      const target = normalize(join(dirname(file), specifier ?? ''))
      const there = placeOf(target)
      if (there === undefined) continue
      const down = there.floor < here.floor || (there.floor === here.floor && there.room === here.room)
      if (!down) found.push(`${file} → ${target}`)
      if (file === 'harness/record.ts' && target === 'harness/judge.ts') found.push(`${file} → ${target}`)
    }
  }
  return found
}

const sources = (): Map<string, string> =>
  new Map(
    globSync('{harness,scenarios,proxies,servers,reports}/**/*.ts', { cwd: TOP })
      .filter((file) => !file.includes('.test.') && !file.includes('fixture') && !file.includes('conformance'))
      .map((file) => [file, readFileSync(join(TOP, file), 'utf8')]),
  )

test('every import points down', () => {
  expect(violations(sources())).toEqual([])
})

test.for([
  ['scenarios/delivery/criteria.ts', "import { record } from '../../harness/record.ts'"],
  ['harness/judge.ts', "import { playBatch } from './batch.ts'"],
  ['harness/record.ts', "import { judge } from './judge.ts'"],
  ['proxies/nginx/adapter.ts', "import { adapter } from '../apache/adapter.ts'"],
] as const)('a violation in %s is caught', ([file, text]) => {
  expect(violations(new Map([[file, text]]))).not.toEqual([])
})

test('no directive of a product is named outside its folder', () => {
  const directives = /\b(proxy_pass|proxy_buffering|proxy_read_timeout|ProxyPass|ProxyTimeout)\b/
  const outside = [...sources()].filter(([file]) => file.startsWith('harness/'))
  // Comments may give an example; code may not.
  const code = outside.map(([file, text]) => [file, text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')] as const)
  expect(code.filter(([, text]) => directives.test(text)).map(([file]) => file)).toEqual([])
})
