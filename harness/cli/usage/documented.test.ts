/** Pages name the options that there are, the headings that are printed, and the same numbers. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leftOut } from '../../diagnose/scenario-set.ts'
import { loadCatalog, loadFormats } from '../../matrix/catalog.ts'
import { TOP } from '../../matrix/folders.ts'
import { appCommand } from '../app.ts'
import { checkCommand } from '../check.ts'
import { loadCheckFormats } from '../check-output.ts'
import { probeCommand } from '../probe.ts'

const page = (name: string): string => readFileSync(join(TOP, 'docs', name), 'utf8')
const optionsIn = (text: string): Set<string> => new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g))

test.for([
  ['app.md', appCommand()],
  ['probe.md', probeCommand()],
] as const)('docs/%s has each option', ([name, command]) => {
  const documented = optionsIn(page(name))
  const missing = command.options.flatMap(({ long }) => (long && !documented.has(long) ? [long] : []))
  expect(missing).toEqual([])
})

test('each option in a call of app or probe exists', () => {
  for (const [name, command] of [
    ['app', appCommand()],
    ['probe', probeCommand()],
  ] as const) {
    const calls = page(`${name}.md`).match(new RegExp(`sse-compat ${name}\\b.*`, 'g')) ?? []
    expect(calls.length).toBeGreaterThan(0)
    const known = new Set(command.options.map(({ long }) => long))
    const unknown = calls.flatMap((call) => [...optionsIn(call.split('--command')[0] ?? '')])
    expect(unknown.filter((option) => !known.has(option))).toEqual([])
  }
})

test('--format names each format that can be requested', async () => {
  for (const [command, formats] of [
    [checkCommand(), await loadCheckFormats()],
    [probeCommand(), await loadFormats()],
  ] as const) {
    const { description = '' } = command.options.find(({ long }) => long === '--format') ?? {}
    const [, listed = ''] = /^(?:with --token: )?print the result as ([^;]*), or write/.exec(description) ?? []
    const known = formats.flatMap(({ id, asked }) => (asked === undefined ? [] : [id]))
    expect(listed.split(/, | or /).sort()).toEqual(['text', ...known].sort())
  }
})

test('docs/app.md has the headings that the command prints', () => {
  const source = readFileSync(join(TOP, 'harness/app/print-report.ts'), 'utf8')
  const headings = [...source.matchAll(/section\(\s*'([^']+)'/g)].map(([, heading]) => heading ?? '')
  expect(headings.length).toBeGreaterThan(4)
  const lines = page('app.md').split('\n')
  expect(headings.filter((heading) => !lines.includes(heading))).toEqual([])
})

test('docs/ops.md: the session names as many further scenarios as there are', async () => {
  const { scenarios } = await loadCatalog()
  const [, count] = /--all: (\d+) more scenarios/.exec(page('ops.md')) ?? []
  expect(Number(count)).toBe(leftOut(scenarios, {}).length)
})

test('docs/ops.md: what --all adds is not run without it', async () => {
  const { scenarios } = await loadCatalog()
  const [, row = ''] = /^\| `--all` \| (.*)/m.exec(page('ops.md')) ?? []
  const all = new Set(scenarios.map(({ id }) => id))
  const named = [...row.matchAll(/`([\w-]+)`/g)].flatMap(([, name = '']) => (all.has(name) ? [name] : []))
  expect(named.length).toBeGreaterThan(2)
  const added = leftOut(scenarios, {}).map(({ id }) => id)
  expect(named.filter((name) => !added.includes(name))).toEqual([])
})

test('README.md and docs/ops.md give one duration of a check', () => {
  const durations = [page('../README.md'), page('ops.md')].flatMap((text) => text.match(/some \d+ to \d+ s/g) ?? [])
  expect(durations.length).toBeGreaterThan(1)
  expect(new Set(durations).size).toBe(1)
})

test('no page installs this package from a registry that does not have it', () => {
  const pages = readdirSync(join(TOP, 'docs')).filter((name) => name.endsWith('.md'))
  const all = ['../README.md', ...pages].map(page).join('\n')
  expect(all).toContain("the package is not in npm's registry")
  expect(all.match(/npm (?:install|i|exec)\b.*sse-proxy-compat.*/g)).toBeNull()
})
