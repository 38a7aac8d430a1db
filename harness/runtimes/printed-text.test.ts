/** The file of a proxy's output, replaced by the proxy. */
import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { printedText } from './printed-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'printed-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)
writeFileSync(at('secret'), 'nobody-must-read-this')

it('an ordinary file is read whole', () => {
  writeFileSync(at('output'), 'línea 1\nline 2\n')
  expect(printedText(at('output'))).toBe('línea 1\nline 2\n')
  expect(printedText(at('nothing'))).toBe('')
})

it.for([
  ['a symbolic link', (path: string) => symlinkSync(at('secret'), path)],
  ['a hard link', (path: string) => linkSync(at('secret'), path)],
  ['a link to a device without an end', (path: string) => symlinkSync('/dev/zero', path)],
  ['a folder', (path: string) => mkdirSync(path)],
  ['a pipe that nothing writes to', (path: string) => execFileSync('mkfifo', [path])],
] as const)('%s is not followed, and does not block', ([name, make]) => {
  make(at(name))
  expect(printedText(at(name))).toBe('')
})

it('of a large file only both ends are read', () => {
  writeFileSync(at('large'), 'first')
  truncateSync(at('large'), 2 ** 33)
  writeFileSync(at('large'), 'last', { flag: 'a' })
  expect(printedText(at('large'), 5)).toBe('first\n[8589934586 bytes of output are left out here]\n\0last')
})
