/** Compares the lists of directives with those that a real build and its modules have. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { rootCandidates } from '../harness/builds/local-builds.ts'
import { probe } from '../harness/builds/probe-build.ts'
import { repository } from '../harness/runtimes/fixture.ts'
import { adapter as apache } from './apache/adapter.ts'
import { kindOf } from './apache/audit/directives.ts'
import { reasonNever } from './apache/audit/never.ts'
import { HARMLESS, moduleName } from './apache/modules.ts'

const folder = mkdtempSync(join(tmpdir(), 'directives-'))
afterAll(() => rmSync(folder, { recursive: true }))

const candidate = rootCandidates(apache, `${repository}/.cache`).at(-1)
const build = candidate && (await probe(apache, candidate, { get: (_key, make) => make(), save() {} }))
const isListed = (name: string): boolean =>
  kindOf(name.toLowerCase()) !== undefined || reasonNever(name.toLowerCase()) !== undefined

/** Which of these words are directives or sections of the build: `<IfDirective>` has a section for each one that is. */
function directivesAmong(words: readonly string[], modules: readonly (readonly [string, string])[]): string[] {
  const [program = '', ...before] = build?.exec ?? []
  const asking = words.flatMap((word) =>
    [word, `<${word}`].flatMap((name) => [`<IfDirective ${name}>`, `Define HAS_${word}`, '</IfDirective>']),
  )
  const lines = [
    `ServerRoot "${folder}"`,
    'ErrorLog /dev/stderr',
    'ServerName x',
    ...modules.map(([name, file]) => `LoadModule ${name}_module "${file}"`),
    ...asking,
  ]
  writeFileSync(join(folder, 'a.conf'), `${lines.join('\n')}\n`)
  const args = [...before, '-t', '-D', 'DUMP_RUN_CFG', '-f', join(folder, 'a.conf')]
  const { stdout } = spawnSync(program, args, { cwd: repository, encoding: 'utf8' })
  return [...new Set([...stdout.matchAll(/^Define: HAS_(\w+)/gm)].map(([, word = '']) => word))]
}

it.skipIf(build === undefined)('Apache: every directive of the modules that are loaded here is in a list', () => {
  if (build === undefined) return
  const modules = Object.entries(build.loadable)
    .map(([name, file]) => [moduleName(name), file] as const)
    .filter(([name]) => HARMLESS.has(name) && !/^mpm_(prefork|worker)$/.test(name))
  const files = [build.exec.at(-1) ?? '', ...modules.map(([, file]) => file)]
  const words = files.flatMap(
    (file) => readFileSync(file, 'latin1').match(/(?<=\0<?)[A-Z][A-Za-z0-9]{1,45}(?=\0)/g) ?? [],
  )
  const unlisted = [...new Set(words)].filter((word) => !isListed(word))
  // The first two show that the build can be asked.
  expect(directivesAmong(['ProxyPass', 'IfModule', ...unlisted], modules)).toEqual(['ProxyPass', 'IfModule'])
})
