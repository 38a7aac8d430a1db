/** The pages about `app` and `probe` name the options that there are, and the headings that are printed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TOP } from '../../matrix/folders.ts'
import { appCommand } from '../app.ts'
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

test('docs/app.md has the headings that the command prints', () => {
  const source = readFileSync(join(TOP, 'harness/app/print-report.ts'), 'utf8')
  const headings = [...source.matchAll(/section\(\s*'([^']+)'/g)].map(([, heading]) => heading ?? '')
  expect(headings.length).toBeGreaterThan(4)
  const lines = page('app.md').split('\n')
  expect(headings.filter((heading) => !lines.includes(heading))).toEqual([])
})
