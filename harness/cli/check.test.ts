import { Command } from 'commander'
import { expect, test } from 'vitest'
import { checkOptions } from '../diagnose/options.ts'
import { checkCommand } from './check.ts'

test.for([
  [[''], /one of the given configurations has an empty name/],
  [['a.conf', '--path', 'events'], /--path takes a path that begins with \/, not "events"/],
  [['a.conf', '--path', 'https://a.test/events'], /--path takes a path that begins with/],
  [[], /check needs a configuration/],
  [['-', '--fix'], /--fix cannot write standard input/],
  [['-', '--dry-run'], /--fix cannot write standard input/],
  [['-', '--watch'], /--watch cannot watch standard input/],
  [['-', 'a.conf'], /- stands alone/],
  [['a.conf', 'b.conf', '--watch'], /--watch watches one file or folder/],
  [['a.conf', '--json', '--quiet'], /--json is the whole report/],
  [['a.conf', '--output', 'patch', '--fix'], /--output patch prints the patch and nothing else/],
  [['a.conf', '--output', 'patch', '--json'], /--output patch prints the patch and nothing else/],
] as const)('%s is refused before anything runs', async ([args, message]) => {
  const run = checkCommand().parseAsync([...args], { from: 'user' })
  await expect(run).rejects.toMatchObject({ code: 'bad-option', message: expect.stringMatching(message) })
})

test('the help names the default of an option once', () => {
  const command = new Command().configureHelp({ helpWidth: 1000 })
  for (const option of checkOptions()) command.addOption(option)
  const lines = command.helpInformation().split('\n')
  expect(lines.filter((line) => line.split('(default').length > 2)).toEqual([])
  expect(lines.find((line) => line.includes('--all'))).toContain(
    '(default: those for the usual questions, some 15 s for a route)',
  )
})
