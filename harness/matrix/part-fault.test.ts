/** Faults of parts as Node's own loader reports them: loaded in a separate process, because Vitest loads modules differently. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withoutSecrets } from '../diagnose/report/redacted.ts'

/** Folder → its files, of which the first is loaded; the location and message of the fault. */
const FAULTS: readonly [files: Readonly<Record<string, string>>, where: string, message: RegExp][] = [
  [
    { 'a.ts': 'export const a = 1\nexport const b = {{ c: }}\n' },
    'a.ts:2',
    /^syntax error: unexpected \{ here\. Expected/,
  ],
  [{ 'a.ts': 'export const a = {\n' }, 'a.ts:1', /^syntax error: unexpected end of the file/],
  [{ 'a.ts': "\nconst a = 'abc\n" }, 'a.ts:2', /^syntax error: Unterminated string/],
  [{ 'a.ts': 'enum A { b }\n' }, 'a.ts:1', /^syntax error: TypeScript enum is not supported/],
  [{ 'a.ts': "export * from './b.ts'\n", 'b.ts': '\n\nexport const b = {{\n' }, 'b.ts:3', /^syntax error: unexpected/],
  [{ 'a.mjs': '\nexport const a = {{ b: }}\n' }, 'a.mjs:2', /^syntax error: unexpected \{ here$/],
  [{ 'a.mjs': "export * from './b.mjs'\n", 'b.mjs': '\n\n}\n' }, 'b.mjs:3', /^syntax error: unexpected \} here$/],
  [
    { 'a.ts': "import { c } from './b.ts'\n", 'b.ts': 'export const b = 1\n' },
    'a.ts:1',
    /^syntax error: .* no.* export named 'c'/,
  ],
  [{ 'a.ts': '\nexport const a = nowhere()\n' }, 'a.ts:2', /^nowhere is not defined$/],
  [{ 'a.ts': "import './b.ts'\n" }, 'a.ts', /^Cannot find module .*b\.ts/],
  [{ 'a.ts': 'throw null\n' }, 'a.ts', /^its code throws null, which is no error$/],
  [{ 'a.ts': 'throw undefined\n' }, 'a.ts', /^its code throws undefined, which is no error$/],
  [{ 'a.ts': "throw 'no'\n" }, 'a.ts', /^its code throws "no", which is no error$/],
]

let top = ''
let told: readonly { readonly message: string; readonly where: string }[] = []
beforeAll(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'part-fault-')))
  const firsts = FAULTS.map(([files], n) => {
    for (const [name, text] of Object.entries(files)) {
      const file = join(top, String(n), name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    return join(top, String(n), Object.keys(files)[0] ?? '')
  })
  const program = `
    import { partFault } from ${JSON.stringify(new URL('./part-fault.ts', import.meta.url).href)}
    const all = []
    for (const file of ${JSON.stringify(firsts)}) {
      try { await import('file://' + file) } catch (error) {
        const { message, where } = partFault(error, file)
        all.push({ message, where })
      }
    }
    console.log(JSON.stringify(all))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  told = JSON.parse(stdout)
})
afterAll(() => rmSync(top, { recursive: true, force: true }))

test.for(FAULTS.map((fault, n) => [n, ...fault] as const))('%i: %j', ([n, , where, message]) => {
  const one = told[n]
  expect(one?.where).toBe(join(top, String(n), where))
  expect(one?.message.replace(/^cannot be loaded: /, '')).toMatch(message)
  // The message as a reader gets it: no part of it looks like a secret.
  expect(withoutSecrets(one?.message ?? '')).toBe(one?.message)
})
