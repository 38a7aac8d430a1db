import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checks ß '))
  mkdirSync(join(folder, 'clone/scripts'), { recursive: true })
  symlinkSync('clone', join(folder, 'link'))
  const files = ['check-lock.mjs', 'check-licences.mjs', 'node-binary.json'].map((name) => `scripts/${name}`)
  for (const file of ['package.json', 'package-lock.json', ...files]) {
    cpSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), join(folder, 'clone', file))
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The check as `npm run lint` runs it, in a clone that is reached by a link. */
function run(/** @type {string} */ name) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'link/scripts', name)], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

test.each([
  ['check-lock.mjs', 'integrity', /^package-lock\.json: node_modules\/execa: has no integrity; .*\n$/],
  ['check-licences.mjs', 'license', /^execa@\S+: its licence is none, which is not in ALLOWED of .*\n$/],
])('%s exits with 1 and one line when a package has no %s, else silently with 0', (name, field, expected) => {
  expect(run(name)).toEqual({ status: 0, stdout: '', stderr: '' })
  const file = join(folder, 'clone/package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  delete lock.packages['node_modules/execa'][field]
  writeFileSync(file, JSON.stringify(lock))
  expect(run(name)).toEqual({ status: 1, stdout: expect.stringMatching(expected), stderr: '' })
})
