import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listRoots } from '../debian/debian-root.mjs'
import { TOP } from '../matrix/folders.ts'
import { createInterrupt } from './interrupt.ts'

const LINES = Array.from({ length: 100_000 }, (_, n) => `proxy_set_header X-${n} "value";`).join('\n')
const LARGE = `location / {\nproxy_pass http://app:3000;\n${LINES}\n}\n`

const listeners = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal))

test('signals are listened to while something is tested, and only then', () => {
  const before = listeners()
  const interrupt = createInterrupt()
  const listening = interrupt.listen({ 'a.conf': 'x' }, 0)
  expect(listeners()).toEqual(before.map((count) => count + 1))
  listening[Symbol.dispose]()
  expect(listeners()).toEqual(before)
  expect(interrupt.signal.aborted).toBe(false)
})

test('not while a configuration is read in this process that is large, or took long', () => {
  const before = listeners()
  using _ = createInterrupt().listen({ 'a.conf': LARGE }, 0)
  using _slow = createInterrupt().listen({ 'a.conf': 'x' }, 5000)
  expect(listeners()).toEqual(before)
  using _elsewhere = createInterrupt().listen({ 'a.conf': LARGE })
  expect(listeners()).toEqual(before.map((count) => count + 1))
})

const hasRoot = listRoots(join(TOP, '.cache/roots')).length > 0

test.skipIf(!hasRoot)(
  'a signal ends a check of 100,000 lines by itself, and nothing is left (needs a root)',
  async () => {
    const top = mkdtempSync(join(tmpdir(), 'interrupt-test-'))
    writeFileSync(join(top, 'nginx.conf'), LARGE)
    const args = [join(TOP, 'harness/cli/main.ts'), 'check', '--isolation', 'none', join(top, 'nginx.conf')]
    const child = spawn(process.execPath, args, {
      env: { ...process.env, TMPDIR: top },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const exited = once(child, 'exit')
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text
    })
    // From here on one computation follows the other.
    await expect.poll(() => said, { timeout: 50_000 }).toContain('http://app:3000')
    child.kill('SIGTERM')
    expect(await exited).toEqual([null, 'SIGTERM'])
    await expect.poll(() => readdirSync(top)).toEqual(['nginx.conf'])
    rmSync(top, { recursive: true })
  },
)
