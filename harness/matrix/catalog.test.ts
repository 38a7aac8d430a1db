import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { foldersIn } from './load-part.ts'

it('takes a folder whose name begins with "_" for no product', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sse-compat-catalog-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['second', '_kit', 'first']) mkdirSync(join(folder, name, 'profiles'), { recursive: true })
  writeFileSync(join(folder, 'file'), '')
  expect(await foldersIn(folder)).toEqual(['first', 'second'])
})
