/** The command's container image: every file that it is built from exists, and no file that it needs is missing. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, matchesGlob, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { TOP } from '../harness/matrix/folders.ts'

const dockerfile = readFileSync(join(TOP, 'Dockerfile'), 'utf8')
const rules = readFileSync(join(TOP, 'Dockerfile.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

/** As Docker reads .dockerignore: the last rule that matches the file, or one of its folders, decides. */
function isSent(file: string): boolean {
  const parts = file.split('/')
  const within = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
  const last = rules.findLast((rule) => within.some((path) => matchesGlob(path, rule.replace('!', ''))))
  return last?.startsWith('!') === true
}

const copied = [...dockerfile.matchAll(/^COPY (?!--from)(\S+(?: \S+)*) \S+$/gm)].flatMap(([, list = '']) =>
  list.split(' '),
)
const files = globSync('{harness,proxies,reports,scenarios,scripts,servers}/**/*.{ts,mjs,conf,yaml,css,html}', {
  cwd: TOP,
})
const sent = files.filter(isSent)

test('what it copies is sent to the engine', () => {
  expect(copied).toContain('harness')
  for (const path of copied) expect(isSent(path), path).toBe(true)
  expect(sent).toContain('scripts/sse-compat.mjs')
  expect(sent).toContain('harness/cli/main.ts')
  expect(sent.filter((file) => /\.test\.|fixture|^reports\/(?:runs|published)\//.test(file))).toEqual([])
})

test('no file that is sent imports one that is not', () => {
  const lost = sent
    .filter((file) => /\.m?ts$|\.mjs$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(TOP, file), 'utf8')
      const targets = [...text.matchAll(/^(?:import|export) [^'\n]*from '(\.[^']+)'/gm)].map(([, to = '']) =>
        normalize(join(dirname(file), to)),
      )
      return targets.filter((target) => !isSent(target)).map((target) => `${file} → ${target}`)
    })
  expect(lost).toEqual([])
})

test('every folder whose code the command runs is copied', () => {
  const isCopied = (file: string): boolean => copied.some((path) => file === path || file.startsWith(`${path}/`))
  expect(sent.filter((file) => !isCopied(file))).toEqual([])
})
