import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext, Script } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { report, usual } from '../markdown/fixture.ts'
import { bundle } from './embed/bundle.ts'
import { pageOf } from './html.fixture.ts'

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

test('the page runs its own script and style by their hashes, and nothing else', () => {
  const page = pageOf(usual)
  const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? []
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? []
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? []
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${sha256(script)}`,
    `style-src ${sha256(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ])
  expect(new Script(script)).toBeDefined()
  expect(page.match(/<script/g)).toHaveLength(3)
  expect(page).not.toMatch(/\s(?:src|style|on\w+)=/)
  expect(style).not.toMatch(/url\(|@import/)
})

test('a run without test cases has a page too', () => {
  expect(pageOf(report())).toContain('through 0 proxy configurations')
})

function modules(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sse-compat-bundle-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return join(folder, 'main.ts')
}

test('modules become one script: names stay apart, types go', () => {
  const entry = modules({
    'main.ts':
      "import { add as plus, type N } from './a.ts'\nimport { one } from './b.ts'\nconst add: N = 3\nresult = plus(add) + one\n",
    'a.ts':
      "import { one } from './b.ts'\nexport interface N0 { a: number }\nexport type N = number\nexport function add(n: N): number { return n + one }\n",
    'b.ts': 'export const one = 1\n',
  })
  const context = { result: 0 }
  runInNewContext(bundle(entry), context)
  expect(context.result).toBe(5)
})

test.for(["import fs from 'node:fs'\n", 'export default 1\n', "export { a } from './a.ts'\n"])(
  'a form of module that would not work is refused: %s',
  (text) => {
    expect(() => bundle(modules({ 'main.ts': text, 'a.ts': '' }))).toThrow('a form of import or export')
  },
)
