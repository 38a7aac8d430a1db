import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const REPORTER = fileURLToPath(new URL('skip-reasons.ts', import.meta.url))

/** What the reporter is given; none of these is a test of this project. */
const TESTS = `
import { describe, test } from 'vitest'
test('runs', () => {})
test.skipIf(true)('of its own', { meta: { skipped: 'only on Linux' } }, () => {})
describe.skipIf(true)('a suite', { meta: { skipped: 'only with an engine' } }, () => {
  test('one', () => {})
  describe('in another', () => void test('two', () => {}))
})
test('finds out', ({ skip }) => skip('no browser'))
test.runIf(false)('is silent', () => {})
test.runIf(false)('goes by its name (needs roots)', () => {})
`

/** What the reporter prints. */
async function printedFor(...args: string[]): Promise<string[]> {
  // Inside, so that vitest is found.
  const folder = await mkdtemp(`${ROOT}.cache/skip-reasons-`)
  try {
    await writeFile(`${folder}/some.test.ts`, TESTS)
    await writeFile(`${folder}/vitest.config.ts`, 'export default {}')
    const vitest = [`${ROOT}node_modules/vitest/vitest.mjs`, 'run', `--root=${folder}`, `--reporter=${REPORTER}`]
    const { stdout } = await execa(process.execPath, [...vitest, ...args], { env: { NO_COLOR: '1' } })
    return stdout.split('\n')
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('each reason once, with its number of tests; one that states none is named', async () => {
  expect(await printedFor()).toEqual([
    '2 skipped: only with an engine',
    '1 skipped: only on Linux',
    '1 skipped: no browser',
    '1 skipped: some.test.ts does not say why',
    '1 skipped: needs roots',
  ])
})

test('nothing about tests that were not asked for', async () => {
  expect(await printedFor('--testNamePattern=runs')).toEqual([''])
})
