import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { finish, resultsIn } from './results.ts'

const top = mkdtempSync(join(tmpdir(), 'conformance-results-test-'))
afterAll(() => rmSync(top, { recursive: true }))
const folder = () => mkdtempSync(join(top, 'one-'))
const NONE = { selfTest: '', runs: [], notRun: [{ name: 'one', because: 'no engine' }] }

test('a test waits for the results', async () => {
  const at = folder()
  const waiting = resultsIn(at)
  finish(at, NONE)
  expect(await waiting).toEqual(NONE)
})

test('runs that ended without results fail the test, with the reason', async () => {
  const at = folder()
  finish(at, { failure: 'ended with SIGKILL' })
  await expect(resultsIn(at)).rejects.toThrow('ended with SIGKILL')
})

test('the end of a process whose results are there is no failure', async () => {
  const at = folder()
  finish(at, NONE)
  finish(at, { failure: 'ended with exit code 0' })
  expect(await resultsIn(at)).toEqual(NONE)
})
