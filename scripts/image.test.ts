/** The command's container image: every file that it is built from exists, and no file that it needs is missing. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { TOP } from '../harness/matrix/folders.ts'
import { sentBy } from './dockerignore.fixture.ts'

const dockerfile = readFileSync(join(TOP, 'Dockerfile'), 'utf8')
const isSent = sentBy('Dockerfile.dockerignore')

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
