import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listRoots } from '../debian/debian-root.mjs'
import { TOP } from '../matrix/folders.ts'
import { machineFault } from '../run/machine-fault.ts'
import { sayFault } from './fault.ts'

let top = ''
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'crash-test-'))
  writeFileSync(join(top, 'nginx.conf'), 'location / { proxy_pass http://app:3000; }\n')
})
afterAll(() => rmSync(top, { recursive: true }))

/** Runs the command line after a module that causes the fault. */
function crashing(fault: string, args: readonly string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const before = `data:text/javascript,${encodeURIComponent(fault)}`
  const main = join(TOP, 'harness/cli/main.ts')
  const env = { ...process.env, TMPDIR: top }
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', before, main, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })
}

const FAULTS = {
  'an exception in a callback': 'setImmediate(() => { nowhere() })',
  'a promise that is rejected': 'Promise.reject(new ReferenceError("nowhere is not defined"))',
}

test.for(Object.entries(FAULTS))('%s ends with 2 and one line', async ([, fault]) => {
  const { code, stdout, stderr } = await crashing(`setTimeout(() => { ${fault} }, 1)`, ['serve', '--port', '0'])
  expect(code).toBe(2)
  expect(`${stdout}${stderr}`.match(/nowhere is not defined/g)).toHaveLength(1)
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^sse-compat: internal error: nowhere is not defined\. .*report it.*sse-proxy-compat \d/),
  ])
})

test('an await that nothing can settle ends with 2 and a line too', async () => {
  // Every timer is taken away, and the sockets are closed: the event loop has nothing left.
  const fault = `import { Server } from 'node:net'
    Server.prototype.listen = function () { return this }`
  const { code, stderr } = await crashing(fault, ['serve', '--port', '0'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/^sse-compat: internal error: it waits for something that cannot happen any more\. /m)
})

const hasRoot = listRoots(join(TOP, '.cache/roots')).length > 0

test.skipIf(!hasRoot)('one in the middle of a check leaves no process and no folder (needs a root)', async () => {
  // As soon as a proxy's folder is there.
  const fault = `import { readdirSync } from 'node:fs'
    const timer = setInterval(() => {
      const run = readdirSync(process.env.TMPDIR).find((name) => name.startsWith('sse-compat-'))
      if (run && readdirSync(process.env.TMPDIR + '/' + run).length > 0) { clearInterval(timer); nowhere() }
    }, 1)`
  const { code, stderr } = await crashing(fault, ['check', join(top, 'nginx.conf'), '--isolation', 'none'])
  expect(stderr.trim().split('\n').at(-1)).toMatch(/^sse-compat: internal error: nowhere is not defined/)
  expect(code).toBe(2)
  await expect.poll(() => readdirSync(top)).toEqual(['nginx.conf'])
})

test('what the machine lacks is no fault of ours, and each is said in one line', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  expect(sayFault(full)).toMatch(/^this machine lacks a resource: no space is left .*TMPDIR/)
  // A truncated secret would not be recognised.
  expect(sayFault(new Error(`${'x'.repeat(450)} eyJhbGciOiJIUzI1NiJ9.${'hunter2'.repeat(20)}`))).not.toContain(
    'hunter2',
  )
  expect(sayFault(new Error('a\n  b\u001b[31m'))).toMatch(/^internal error: a b \[31m\. /)
  expect(machineFault('ECONNRESET')).toBeUndefined()
  expect(machineFault('toString')).toBeUndefined()
})
