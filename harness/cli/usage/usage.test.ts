/** Everything that is generated from the options is up to date. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { TOP } from '../../matrix/folders.ts'
import { COMMANDS } from '../command-list.ts'
import { programWith } from '../program.ts'
import { bashCompletion } from './bash.ts'
import { describe, type ProgramDescription } from './describe.ts'
import { fishCompletion } from './fish.ts'
import { manPage } from './man-page.ts'
import { zshCompletion } from './zsh.ts'

let program: ProgramDescription
beforeAll(async () => {
  program = describe(await programWith(COMMANDS))
})

test('docs/sse-compat.1 is what the options say (node scripts/man-page.ts writes it)', () => {
  expect(readFileSync(join(TOP, 'docs/sse-compat.1'), 'utf8')).toBe(manPage(program))
})

test('no default of an option is printed as code', async () => {
  for (const command of (await programWith(COMMANDS)).commands) {
    const shown = command.options.map(({ defaultValue, defaultValueDescription: words }) =>
      words === undefined && typeof defaultValue === 'object' ? JSON.stringify(defaultValue) : '',
    )
    expect(
      shown.filter((one) => one !== ''),
      command.name(),
    ).toEqual([])
    expect(command.helpInformation(), command.name()).not.toMatch(/default:\s+(?:false|\[\]|\{\})/)
  }
})

test('every command with every option is in the manual page and in each completion', () => {
  const texts = [
    manPage(program).replaceAll('\\-', '-'),
    bashCompletion(program),
    zshCompletion(program),
    fishCompletion(program),
  ]
  expect(program.commands.length).toBe(COMMANDS.length)
  for (const { name, options } of program.commands) {
    for (const { names } of options) {
      const long = names.at(-1) ?? ''
      for (const text of texts) {
        expect(text).toContain(name)
        expect(text.includes(long) || text.includes(`-l ${long.slice(2)} `), `${name} ${long}`).toBe(true)
      }
    }
  }
})

test('no path of the machine that made it is in the manual page', () => {
  expect(manPage(program)).not.toContain(TOP)
})

/** bash's suggestions for the last of these words. */
function offered(...words: string[]): string[] {
  const script = `${bashCompletion(program)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
_sse_compat
printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8', cwd: TOP })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout.split('\n').filter((word) => word !== '')
}

test('bash completes commands, options, values and files', () => {
  expect(offered('sse-compat', 'ch')).toEqual(['check'])
  expect(offered('sse-compat', 'run', '--sc')).toEqual(['--scenario'])
  expect(offered('sse-compat', '--no-color', 'run', '--runtime', '')).toEqual(['local', 'docker'])
  expect(offered('sse-compat', 'check', 'READ')).toEqual(['README.md'])
  expect(offered('sse-compat', 'run', '--reports', 'READ')).toEqual(['README.md'])
  expect(offered('sse-compat', 'run', 'READ')).toEqual([])
  expect(offered('sse-compat', 'completion', 'z')).toEqual(['zsh'])
})

test('quotes in descriptions end no word of zsh and fish', () => {
  const [command] = program.commands
  if (command === undefined) throw new Error('no command')
  const hostile = { ...program, commands: [{ ...command, summary: "it's $(touch x) \\ [y]:z" }] }
  expect(zshCompletion(hostile)).toContain("'run:it'\\''s $(touch x) \\ [y]:z'")
  expect(fishCompletion(hostile)).toContain("-d 'it\\'s $(touch x) \\\\ [y]:z'")
})

test('a request of roff at the start of a text is text', () => {
  expect(manPage({ ...program, description: '.so /etc/passwd' })).toContain('\\&.so /etc/passwd')
})
