import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checkFormats, collectFormats, type Known, writeFormats, writeStepSummary } from './formats.ts'

const folder = mkdtempSync(join(tmpdir(), 'sse-compat-formats-'))
afterAll(() => rmSync(folder, { recursive: true }))
const here = (name: string): string => join(folder, name)

const KNOWN: readonly Known[] = [
  { id: 'json', asked: 'document' },
  { id: 'junit', asked: 'document' },
  { id: 'github', asked: 'lines' },
  { id: 'html' },
]
const check = (value: string, isTaken = false) => checkFormats(collectFormats(value, []), KNOWN, isTaken)

describe('--format', () => {
  test('takes several, each with a file or without', () => {
    expect(collectFormats('github,junit=a,b.xml,json=c=d', [{ id: 'text' }])).toEqual([
      { id: 'text' },
      { id: 'github' },
      { id: 'junit', file: 'a,b.xml' },
      { id: 'json', file: 'c=d' },
    ])
  })

  test.for(['', '=a', 'junit=', 'a b'])('"%s" is none', (value) => {
    expect(() => collectFormats(value, [])).toThrow('--format takes')
  })

  test('the text is printed where nothing else is', async () => {
    expect(await check(`junit=${here('a')}`)).toEqual([{ id: 'text' }])
    expect(await check(`json,junit=${here('a')}`)).toEqual([{ id: 'json' }])
    expect(await check(`junit=${here('a')}`, true)).toEqual([])
  })

  test('lines stand beside lines, a document alone', async () => {
    expect(await check('text,github')).toEqual([{ id: 'text' }, { id: 'github' }])
    await expect(check('github,json')).rejects.toThrow('json has to be alone')
    await expect(check('github', true)).rejects.toThrow('github has to be alone')
  })

  test.for([
    ['jnuit', /did you mean "junit"/],
    ['html', /format "html"/],
    [`junit=${here('gone/a.xml')}`, /cannot be written \(ENOENT\)/],
    [`junit=${folder}`, /cannot be written \(EISDIR\)/],
    [`junit=${here('a')},json=${here('a')}`, /two formats for the file/],
  ] as const)('%s is refused before anything runs', async ([value, message]) => {
    await expect(check(value)).rejects.toThrow(message)
  })

  test('writes each file', async () => {
    await writeFormats([{ id: 'json', file: here('out.json') }, { id: 'github' }], (id) => `<${id}>`)
    expect(readFileSync(here('out.json'), 'utf8')).toBe('<json>')
  })
})

describe('the summary of a GitHub job', () => {
  const MIB = 1024 * 1024
  test('is appended, and never makes the step exceed what GitHub takes', async () => {
    const file = here('summary.md')
    await writeStepSummary(() => 'one', file)
    await writeStepSummary(() => 'two', file)
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n')
    writeFileSync(file, ' '.repeat(MIB - 100))
    await writeStepSummary(() => 'ä'.repeat(60), file)
    expect(readFileSync(file, 'utf8')).toMatch(/ _The summary of this command did not fit/)
    writeFileSync(file, ' '.repeat(MIB - 3))
    await writeStepSummary(() => 'one', file)
    expect(readFileSync(file)).toHaveLength(MIB - 3)
  })

  test('is nothing elsewhere, and a file that cannot be written does not fail the command', async () => {
    await writeStepSummary(() => expect.unreachable(), '')
    await writeStepSummary(() => 'one', here('gone/summary.md'))
  })
})
