/** A browser's files are in the run's temporary folder, so they go with it, however the run ends. Needs the packaged Chromium. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noChromium } from '../client/chromium.ts'
import { groupsIn } from './run-processes.ts'

let top = ''
let victim: ChildProcess | undefined
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'browser-crash-test-'))
})
afterEach(async () => {
  victim?.kill('SIGKILL')
  await expect.poll(() => readdirSync(top)).toEqual([])
  rmSync(top, { recursive: true })
})

/** Prints the folder of its run, and runs the control of the scenario with a page until a line arrives on its standard input. */
const SCRIPT = `
  const { startLocal } = await import('${new URL('./local.ts', import.meta.url)}')
  const { loadTestable, originFrom } = await import('${new URL('../matrix/catalog.ts', import.meta.url)}')
  const { controlCell } = await import('${new URL('../matrix/plan.ts', import.meta.url)}')
  const { teamOfThisProcess } = await import('${new URL('../run/team/this-process.ts', import.meta.url)}')
  const { scenarios, origins } = await loadTestable([])
  const scenario = scenarios.find(({ id }) => id === 'browser')
  const axes = Object.fromEntries(Object.entries(scenario.axes).map(([axis, [first]]) => [axis, first]))
  const runtime = await startLocal()
  const team = teamOfThisProcess({ runtime, originOf: originFrom(origins), adapterOf: () => undefined })
  process.stdin.once('data', async () => {
    await team[Symbol.asyncDispose]()
    await runtime[Symbol.asyncDispose]()
    process.exit()
  })
  console.log(runtime.folder)
  const { signal } = new AbortController()
  await team.run([controlCell(scenario, axes, 'local')], { signal, onTrace: async () => false })`

async function startVictim() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: top },
  })
  victim = child
  const exited = once(child, 'exit')
  const [line] = await Promise.race([once(child.stdout, 'data'), exited])
  const folder = String(line).trim()
  await expect.poll(() => groupsIn(folder)).toHaveLength(1)
  expect(readdirSync(top)).toEqual([basename(folder)])
  return { child, exited, folder }
}

const runnable = test.skipIf(noChromium !== '')

runnable.for(['SIGKILL', 'SIGTERM'] as const)('of a process killed by %s nothing is left', async (signal) => {
  const { child, exited, folder } = await startVictim()
  // One that does not notice that its parent is gone, as on a busy machine.
  for (const group of groupsIn(folder)) process.kill(-group, 'SIGSTOP')
  child.kill(signal)
  await exited
  await expect.poll(() => readdirSync(top)).toEqual([])
  expect(groupsIn(folder)).toEqual([])
})

runnable('of one that ends nothing is left', async () => {
  const { child, exited } = await startVictim()
  child.stdin.write('end')
  await exited
  expect(readdirSync(top)).toEqual([])
})
