import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { requireMachine } from './machine-limits.ts'

const isRoot = process.getuid?.() === 0
const onLinux = process.platform === 'linux'

/** Error, in one line, of a process that a shell starts after these commands; '' where nothing is missing. */
function under(commands: string, need: { files: number; processes: number }, ...before: string[]): Promise<string> {
  const script = `const { requireMachine } = await import(${JSON.stringify(new URL('./machine-limits.ts', import.meta.url))})
    try { requireMachine(${JSON.stringify(need)}) } catch (error) { console.log(error.code + ': ' + error.message) }`
  const shell = [...before, 'bash', '-c', `${commands}; exec "$0" "$@"`]
  const [file = '', ...args] = [...shell, process.execPath, '--input-type=module', '-e', script]
  return new Promise((resolve, reject) => {
    execFile(file, args, (error, stdout) => (error === null ? resolve(stdout.trim()) : reject(error)))
  })
}

describe.skipIf(!onLinux)('limits of this process', () => {
  test('too few open files', async () => {
    expect(await under('ulimit -n 256', { files: 257, processes: 1 })).toBe(
      'machine: too few open files are allowed: 257 are needed, and the hard limit is 256',
    )
    expect(await under('ulimit -n 256', { files: 256, processes: 1 })).toBe('')
    // Node raises a soft limit itself.
    expect(await under('ulimit -Sn 128', { files: 256, processes: 1 })).toBe('')
  })

  test.skipIf(!isRoot)('too few processes, of the user that proxies run as', async () => {
    const asOther = ['setpriv', '--reuid=61234', '--regid=61234', '--clear-groups']
    const needed = { files: 1, processes: 1000 }
    expect(await under('ulimit -u 60', needed, ...asOther)).toMatch(
      /^machine: too few processes and threads are allowed: 1000 are needed, and the limit of 60 for the user 61234 leaves \d\d$/,
    )
    expect(await under('ulimit -u 60', needed)).toMatch(/the limit of 60 for the user 65534 leaves \d+$/)
  })
})

describe('the temporary folder', () => {
  const before = process.env.TMPDIR
  let top: string
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'limits-test-'))
    writeFileSync(join(top, 'file'), '')
  })
  afterEach(() => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    rmSync(top, { recursive: true })
  })
  const need = { files: 1, processes: 1 }

  test.for([
    ['rel/ative', /is named by a relative path/],
    ['TOP/nothing', /is not there/],
    ['TOP/file', /is no folder/],
  ] as const)('%s is refused before anything runs', ([folder, why]) => {
    process.env.TMPDIR = folder.replace('TOP', top)
    expect(() => requireMachine(need)).toThrow(
      expect.objectContaining({ code: 'bad-tmpdir', message: expect.stringMatching(why) }),
    )
  })

  test('one that can be used is left as it was', () => {
    process.env.TMPDIR = top
    requireMachine(need)
    expect(readdirSync(top)).toEqual(['file'])
  })

  test.skipIf(isRoot)(
    'one that may not be written to is refused',
    { meta: { skipped: 'root may write to any folder' } },
    () => {
      process.env.TMPDIR = top
      chmodSync(top, 0o555)
      expect(() => requireMachine(need)).toThrow(/cannot be written to \(EACCES\)/)
      chmodSync(top, 0o755)
    },
  )
})
